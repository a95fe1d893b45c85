// A click on a picture, or Enter, shows it in the whole window.

function makeDialog() {
  const dialog = document.createElement('dialog');
  dialog.className = 'lightbox';
  dialog.setAttribute('aria-label', 'Enlarged picture');
  dialog.innerHTML =
      '<div class="sheet"><button type="button" class="close">Close</button>' +
      '<div class="holder" tabindex="0" role="region" aria-label="Picture"></div>' +
      '<p class="note words"></p></div>';
  dialog.addEventListener('click', (event) => {
    if (event.target.closest('.close') || event.target.matches('.holder, .sheet')) dialog.close();
  });
  document.body.append(dialog);
  return dialog;
}

export function enlargePictures() {
  let dialog = null;
  for (const picture of document.querySelectorAll('.picture > img')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'enlarge';
    button.setAttribute('aria-label', `Enlarge: ${picture.alt}`);
    picture.replaceWith(button);
    button.append(picture);
    button.addEventListener('click', () => {
      dialog ??= makeDialog();
      const shown = picture.cloneNode();
      // Small pictures are doubled in size; tall ones are scrolled, not shrunk to nothing.
      if (shown.classList.contains('pixels')) {
        shown.width = picture.naturalWidth * 2;
        shown.height = picture.naturalHeight * 2;
        shown.style.height = 'auto';
      }
      if (picture.naturalHeight < 2 * picture.naturalWidth) shown.classList.add('fitted');
      dialog.querySelector('.holder').replaceChildren(shown);
      const caption = button.closest('figure').querySelector('figcaption');
      dialog.querySelector('.words').textContent = caption?.textContent ?? picture.alt;
      dialog.showModal();
    });
  }
}
