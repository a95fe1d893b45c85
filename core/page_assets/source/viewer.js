// Shapes in 3D that the reader can turn, by three.js. Without WebGL the stage shows pictures of them.
import {
  Box3, Color, DirectionalLight, HemisphereLight, Mesh, MeshStandardMaterial, NeutralToneMapping,
  PerspectiveCamera, PlaneGeometry, Scene, ShadowMaterial, SRGBColorSpace, Spherical, Vector3,
  WebGLRenderer,
} from 'three';
import { OrbitControls } from 'three/addons/controls/OrbitControls.js';
import { GLTFLoader } from 'three/addons/loaders/GLTFLoader.js';

const kDegrees = Math.PI / 180;
const kHome = { azimuth: 35 * kDegrees, elevation: 25 * kDegrees, distance: 2.2 };
const stillness = matchMedia('(prefers-reduced-motion: reduce)');
const kClay = 0xc9ab98;

function hasWebGL() {
  try {
    const context = document.createElement('canvas').getContext('webgl2');
    context?.getExtension('WEBGL_lose_context')?.loseContext();
    return Boolean(context);
  } catch {
    return false;
  }
}

function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
}

/// A bright room, a shape on the floor, and a camera around it. Draws only when something has moved.
class Stage {
  constructor(view, title) {
    this.view = view;
    this.renderer = new WebGLRenderer({ antialias: true, alpha: true });
    this.renderer.outputColorSpace = SRGBColorSpace;
    this.renderer.toneMapping = NeutralToneMapping;
    this.renderer.shadowMap.enabled = true;
    this.canvas = this.renderer.domElement;
    this.canvas.tabIndex = 0;
    this.canvas.setAttribute('role', 'application');
    this.canvas.setAttribute('aria-roledescription', '3D view');
    this.canvas.setAttribute('aria-label', `${title}. Arrow keys turn, plus and minus zoom, 0 resets.`);
    this.canvas.addEventListener('keydown', (event) => this.onKey(event));
    view.append(this.canvas);
    this.scene = this.makeScene();
    this.camera = new PerspectiveCamera(30, 1, 0.01, 20);
    this.makeControls();
    new ResizeObserver(() => this.fit()).observe(view);
    this.goHome();
  }

  makeScene() {
    const scene = new Scene();
    scene.add(new HemisphereLight(0xffffff, 0xb8aaa2, 1.5));
    const fill = new DirectionalLight(0xdfe6f0, 0.55);
    fill.position.set(2.2, 1.2, 1.6);
    scene.add(fill);
    const key = new DirectionalLight(0xfff8f0, 2.2);
    key.position.set(-1.4, 2.6, 1.7);
    key.castShadow = true;
    key.shadow.mapSize.set(1024, 1024);
    key.shadow.bias = -0.0008;
    key.shadow.normalBias = 0.01;
    key.shadow.radius = 5;
    Object.assign(key.shadow.camera, { left: -1, right: 1, top: 1, bottom: -1, near: 0.5, far: 6 });
    scene.add(key);
    this.floor = new Mesh(new PlaneGeometry(6, 6), new ShadowMaterial({ opacity: 0.16 }));
    this.floor.rotation.x = -Math.PI / 2;
    this.floor.receiveShadow = true;
    scene.add(this.floor);
    return scene;
  }

  makeControls() {
    this.controls = new OrbitControls(this.camera, this.canvas);
    Object.assign(this.controls, {
      enablePan: false, enableDamping: !stillness.matches, dampingFactor: 0.12, minDistance: 1, maxDistance: 6,
      maxPolarAngle: 100 * kDegrees, autoRotateSpeed: 2.4, enableZoom: false,
    });
    this.canvas.style.touchAction = 'pan-y';  // a finger that moves up and down scrolls the page
    this.controls.addEventListener('change', () => this.draw());
    this.canvas.addEventListener('wheel', (event) => {  // the page scrolls unless the stage is in use
      if (document.activeElement !== this.canvas) return;
      event.preventDefault();
      this.zoomBy(Math.exp(event.deltaY * 0.001));
    }, { passive: false });
    this.canvas.addEventListener('pointerdown', () => this.canvas.focus({ preventScroll: true }));
  }

  fit() {
    const { clientWidth: width, clientHeight: height } = this.view;
    if (width === 0 || height === 0) return;
    this.renderer.setPixelRatio(Math.min(devicePixelRatio, 2));
    this.renderer.setSize(width, height, false);
    this.camera.aspect = width / height;
    this.camera.fov = width < height ? 42 : 30;
    this.camera.updateProjectionMatrix();
    this.draw();
  }

  draw() {
    if (this.waiting) return;
    this.waiting = requestAnimationFrame(() => {
      this.waiting = 0;
      const moving = this.controls.update();
      this.renderer.render(this.scene, this.camera);
      if (moving || this.controls.autoRotate) this.draw();
    });
  }

  goHome() {
    const { azimuth, elevation, distance } = kHome;
    this.camera.position.setFromSpherical(new Spherical(distance, Math.PI / 2 - elevation, azimuth));
    this.camera.position.add(this.controls.target);
    this.controls.update();
    this.draw();
  }

  turnBy(azimuth, elevation) {
    const around = new Spherical().setFromVector3(
        this.camera.position.clone().sub(this.controls.target));
    around.theta += azimuth * kDegrees;
    around.phi = Math.min(Math.max(around.phi - elevation * kDegrees, 0.05), this.controls.maxPolarAngle);
    this.camera.position.setFromSpherical(around).add(this.controls.target);
    this.controls.update();
    this.draw();
  }

  zoomBy(factor) {
    const away = this.camera.position.clone().sub(this.controls.target);
    const { minDistance, maxDistance } = this.controls;
    away.setLength(Math.min(Math.max(away.length() * factor, minDistance), maxDistance));
    this.camera.position.copy(this.controls.target).add(away);
    this.controls.update();
    this.draw();
  }

  onKey(event) {
    const turns = { ArrowLeft: [-15, 0], ArrowRight: [15, 0], ArrowUp: [0, 10], ArrowDown: [0, -10] };
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (turns[event.key]) this.turnBy(...turns[event.key]);
    else if (event.key === '+' || event.key === '=') this.zoomBy(0.85);
    else if (event.key === '-') this.zoomBy(1 / 0.85);
    else if (event.key === '0' || event.key === 'Home') this.goHome();
    else return;
    event.preventDefault();
  }

  toggleTurning() {
    this.controls.autoRotate = !this.controls.autoRotate;
    this.draw();
    return this.controls.autoRotate;
  }

  async show(bytes) {
    const turn = (this.turn = (this.turn ?? 0) + 1);
    const { scene: shape } = await new GLTFLoader().parseAsync(bytes.buffer, '');
    if (turn !== this.turn) return;  // another shape has been chosen meanwhile
    shape.traverse((part) => {
      if (!part.isMesh) return;
      const { color, normal } = part.geometry.attributes;
      part.material = new MeshStandardMaterial({
        color: new Color(color ? 0xffffff : kClay),  // multiplies the colours of the points
        vertexColors: Boolean(color), roughness: 0.78, metalness: 0, flatShading: !normal,
      });
      part.castShadow = true;
      part.receiveShadow = true;
    });
    if (this.shape) {
      this.scene.remove(this.shape);
      this.shape.traverse((part) => part.geometry?.dispose());
    }
    this.shape = shape;
    this.scene.add(shape);
    const box = new Box3().setFromObject(shape);
    this.floor.position.y = box.min.y - 0.001;
    const middle = box.getCenter(new Vector3());
    this.camera.position.add(middle).sub(this.controls.target);
    this.controls.target.copy(middle);
    this.controls.update();
    this.draw();
  }
}

/// Without WebGL: a large picture of the chosen shape.
class PosterStage {
  constructor(view) {
    this.picture = document.createElement('img');
    view.append(this.picture);
  }
  showPoster(poster) {
    this.picture.src = poster.src;
    this.picture.alt = poster.alt;
  }
}

function makeTool(tools, text, label, action) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = text;
  if (label) button.setAttribute('aria-label', label);
  button.addEventListener('click', () => action(button));
  tools.append(button);
  return button;
}

function makeTools(tools, stage, current) {
  makeTool(tools, '←', 'Turn left', () => stage.turnBy(-30, 0));
  makeTool(tools, '→', 'Turn right', () => stage.turnBy(30, 0));
  makeTool(tools, '+', 'Zoom in', () => stage.zoomBy(0.8));
  makeTool(tools, '−', 'Zoom out', () => stage.zoomBy(1.25));
  makeTool(tools, 'Reset', 'Reset the view', () => stage.goHome());
  const turning = makeTool(tools, 'Spin', '', (button) =>
      button.setAttribute('aria-pressed', String(stage.toggleTurning())));
  turning.setAttribute('aria-pressed', 'false');
  makeTool(tools, 'Save GLB', '', () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([current().bytes], { type: 'model/gltf-binary' }));
    link.download = `${current().name.replace(/\W+/g, '-')}.glb`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  });
}

function makeViewer(figure, webgl) {
  const stageBox = document.createElement('div');
  stageBox.className = 'stage';
  stageBox.innerHTML = '<div class="view"></div><div class="tools"><span class="name" role="status"></span></div>';
  const [view, tools] = stageBox.children;
  figure.prepend(stageBox);
  let stage;
  try {
    stage = webgl ? new Stage(view, figure.dataset.title) : new PosterStage(view);
  } catch {
    view.replaceChildren();
    stage = new PosterStage(view);
  }
  figure.dataset.mode = stage instanceof Stage ? '3d' : 'posters';
  let current = null;
  const buttons = [];
  const choose = async (shape, button) => {
    current = shape;
    buttons.forEach((other) => other.setAttribute('aria-pressed', String(other === button)));
    tools.firstElementChild.textContent = shape.name;
    shape.bytes ??= bytesOf(shape.base64);
    if (stage instanceof Stage) await stage.show(shape.bytes);
    else stage.showPoster(shape.poster);
    figure.dataset.shown = shape.name;
  };
  for (const item of figure.querySelectorAll('.shapes > li')) {
    const button = document.createElement('button');
    button.type = 'button';
    const shape = {
      name: item.dataset.name,
      poster: item.querySelector('img'),
      base64: item.querySelector('script').textContent,
    };
    button.append(...item.querySelectorAll('img, .label'));
    item.prepend(button);
    button.addEventListener('click', () => choose(shape, button));
    buttons.push(button);
    if (buttons.length === 1) choose(shape, button);
  }
  if (stage instanceof Stage) makeTools(tools, stage, () => current);
}

const webgl = hasWebGL();
for (const figure of document.querySelectorAll('figure.viewer')) makeViewer(figure, webgl);
