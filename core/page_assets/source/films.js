// Pictures that follow each other, with a slider below. Nothing moves until the reader starts it.

const kFramesPerSecond = 8;

function makePlayer(film) {
  const frames = [...film.querySelectorAll('.frames > li')];
  const endless = 'endless' in film.dataset;
  const player = document.createElement('div');
  player.className = 'player';
  player.innerHTML = '<button type="button">Play</button><input type="range" min="0" step="1">' +
                     '<output aria-live="off"></output>';
  const [button, slider, label] = player.children;
  slider.max = frames.length - 1;
  slider.setAttribute('aria-label', film.dataset.title);
  button.setAttribute('aria-label', `Play: ${film.dataset.title}`);

  const show = (index) => {
    frames.forEach((frame, i) => frame.classList.toggle('shown', i === index));
    slider.value = index;
    label.value = frames[index].querySelector('.label').textContent;
    slider.setAttribute('aria-valuetext', label.value);
  };

  let timer = 0;
  const stop = () => {
    clearInterval(timer);
    timer = 0;
    button.textContent = 'Play';
    button.setAttribute('aria-label', `Play: ${film.dataset.title}`);
  };
  const play = () => {
    if (Number(slider.value) === frames.length - 1) show(0);
    button.textContent = 'Pause';
    button.setAttribute('aria-label', `Pause: ${film.dataset.title}`);
    timer = setInterval(() => {
      const next = Number(slider.value) + 1;
      if (next < frames.length) show(next);
      else if (endless) show(0);
      else stop();
    }, 1000 / kFramesPerSecond);
  };
  button.addEventListener('click', () => (timer ? stop() : play()));
  slider.addEventListener('input', () => { stop(); show(Number(slider.value)); });

  show(Number(film.dataset.first));
  film.classList.add('ready');
  film.querySelector('.scroll').after(player);
}

export function playFilms() {
  for (const film of document.querySelectorAll('figure.film'))
    if (film.querySelectorAll('.frames > li').length > 1) makePlayer(film);
}
