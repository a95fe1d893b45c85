#!/usr/bin/env python3
"""Opens pages of `iggan report` in a headless Chromium and uses them like a reader.

usage: pages_test.py --page NAME=FILE ... --out FOLDER

Exit code 77 if Chromium or its driver is missing. With IGGAN_FULL_TESTS=1, every page is opened in every way,
and screenshots are left in FOLDER; otherwise, this is so only for the page that has every block, and the others
are opened in some ways.
"""
import argparse
import base64
import functools
import http.server
import os
import pathlib
import shutil
import sys
import threading
import unittest

SKIPPED = 77
HERE = pathlib.Path(__file__).resolve().parent
try:
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys
    from selenium.webdriver.support.ui import WebDriverWait
except ImportError:
    print("skipped: python3-selenium is not installed (./setup.sh --browser)")
    sys.exit(SKIPPED)

BROWSER = shutil.which("chromium")
DRIVER = shutil.which("chromedriver")
SOFTWARE_GL = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
NO_GL = ["--disable-gpu", "--disable-3d-apis"]
WIDE, PHONE = 1280, 390
FULL = "IGGAN_FULL_TESTS" in os.environ
pages = {}  # name: file
out = pathlib.Path()


class Browser:
    """A browser, shared by the tests: each test opens its pages anew, in the window that it needs."""

    def __init__(self, flags):
        options = webdriver.ChromeOptions()
        options.binary_location = BROWSER
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        for flag in ["--headless=new", "--disable-dev-shm-usage", "--hide-scrollbars", *sandbox, *flags]:
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = webdriver.Chrome(service=Service(DRIVER), options=options)
        self.driver.set_script_timeout(120)
        self.window(WIDE, "light")

    def window(self, width, scheme):
        self.width = width
        self.driver.get("about:blank")
        self.words()
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {
            "features": [{"name": "prefers-color-scheme", "value": scheme},
                         {"name": "prefers-reduced-motion", "value": "reduce"}]})
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600})
        return self

    def open(self, address):
        self.driver.get(address)
        self.run("return document.fonts.ready.then(() => true)")
        return self

    def run(self, script, *values):
        return self.driver.execute_script(script, *values)

    def find(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def wait(self, condition, seconds=60):
        return WebDriverWait(self.driver, seconds).until(lambda _: condition())

    def click(self, element):
        self.run("arguments[0].scrollIntoView({block: 'center'})", element)
        element.click()

    def words(self):
        """The page's console output; any output is an error."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def shoot(self, name, whole=True):
        """For people: a picture of the page or of the window; several if it is too long for the browser."""
        if not FULL:
            return
        height = self.run("return document.documentElement.scrollHeight") if whole else 900
        most = 6000  # pixels: longer pictures come back with their top repeated
        for top in range(0, height, most):
            options = {"captureBeyondViewport": True, "clip": {
                "x": 0, "y": top, "width": self.width, "height": min(most, height - top), "scale": 1}}
            picture = self.driver.execute_cdp_cmd("Page.captureScreenshot", options if whole else {})
            part = f"-{top // most + 1}" if height > most else ""
            (out / f"{name}{part}.png").write_bytes(base64.b64decode(picture["data"]))

    def colours_in(self, element):
        """How many colours a picture of the element has."""
        self.run("arguments[0].scrollIntoView({block: 'center'})", element)
        return self.driver.execute_async_script(
            """const [source, done] = arguments;
            const picture = new Image();
            picture.onload = () => {
              const canvas = document.createElement('canvas');
              canvas.width = picture.width; canvas.height = picture.height;
              const context = canvas.getContext('2d');
              context.drawImage(picture, 0, 0);
              const {data} = context.getImageData(0, 0, canvas.width, canvas.height);
              const seen = new Set();
              for (let i = 0; i < data.length; i += 4)
                seen.add((data[i] >> 3) << 10 | (data[i + 1] >> 3) << 5 | data[i + 2] >> 3);
              done(seen.size);
            };
            picture.src = source;""", "data:image/png;base64," + element.screenshot_as_base64)


browsers = {}


def browser_window(width=WIDE, scheme="light", flags=SOFTWARE_GL):
    """The browser with these flags and an empty window."""
    key = tuple(flags)
    if key not in browsers:
        browsers[key] = Browser(flags)
    return browsers[key].window(width, scheme)


def address(name):
    return pages[name].as_uri()


def in_every_way(name):
    """Whether a test opens the page in all of its ways."""
    return FULL or name == "blocks"


# The sections of each kind of page, in order.
SECTIONS = {
    "run": ["Shapes", "Pictures", "Curves", "Scores", "Configuration", "How to repeat it"],
    "experiment": ["Scores", "Curves", "Samples", "How to repeat it"],
    "evaluation": ["Scores", "Samples", "Lines"],
    "comparison": ["Pictures", "Differences", "Proxies", "Generators", "How to repeat it"],
    "gallery": ["smoke", "2 renderers"],
}


class EveryPage(unittest.TestCase):
    """Tests of what all pages have in common."""

    def test_has_its_sections_and_something_in_each(self):
        for name, titles in SECTIONS.items():
            with self.subTest(page=name):
                browser = browser_window(flags=NO_GL).open(address(name))
                sections = browser.all("main section")
                self.assertEqual([s.find_element(By.CSS_SELECTOR, "h2").text for s in sections
                                  if s.find_element(By.CSS_SELECTOR, "h2").text != "Credits"], titles)
                for section in sections:
                    blocks = section.find_elements(By.CSS_SELECTOR, "table, img, pre, dl, .chart, .viewer, li")
                    self.assertTrue(blocks, section.text)

    def test_a_comparison_tells_which_renderer_failed_and_has_figures_of_the_others(self):
        browser = browser_window(flags=NO_GL).open(address("comparison"))
        tables = {table.find_element(By.CSS_SELECTOR, "caption").get_attribute("textContent"): table
                  for table in browser.all("table.data")}
        for caption, table in tables.items():
            if not ("proxy of (row)" in caption or "learned through (row)" in caption):
                continue
            with self.subTest(table=caption):
                rows = {row.find_element(By.CSS_SELECTOR, "th").text: row.text
                        for row in table.find_elements(By.CSS_SELECTOR, "tbody tr")}
                self.assertEqual(set(rows), {"raster", "soft", "refused"})
                self.assertIn("failed", rows["refused"])
                self.assertRegex(rows["raster"], r"\d\.\d")
                self.assertRegex(rows["soft"], r"\d\.\d")
        self.assertEqual(sum("(row)" in caption for caption in tables), 3)
        reasons = [line.text for line in browser.all("main section p") if "refused failed: " in line.text]
        self.assertEqual(len(reasons), 3, reasons)

    def test_opens_from_a_file_in_light_and_dark_on_wide_and_narrow_windows(self):
        some, others = [(WIDE, "light"), (PHONE, "dark")], [(WIDE, "dark"), (PHONE, "light")]
        for name in pages:
            papers = {"light": set(), "dark": set()}
            for width, scheme in some + (others if in_every_way(name) else []):
                with self.subTest(page=name, width=width, scheme=scheme):
                    browser = browser_window(width, scheme)
                    browser.open(address(name))
                    if browser.all(".viewer"):
                        browser.wait(lambda: browser.find(".viewer").get_attribute("data-shown"))
                    overflow = browser.run("return document.documentElement.scrollWidth - innerWidth")
                    self.assertLessEqual(overflow, 0, "the page scrolls sideways")
                    papers[scheme].add(browser.run("return getComputedStyle(document.body).backgroundColor"))
                    browser.shoot(f"{name}-{'wide' if width == WIDE else 'phone'}-{scheme}")
                    self.assertEqual(browser.words(), [])
            self.assertFalse(papers["light"] & papers["dark"], "light and dark look the same")

    def test_opens_from_a_server_and_asks_it_for_nothing_else(self):
        asked = []

        class Handler(http.server.SimpleHTTPRequestHandler):
            def log_message(self, *_):
                asked.append(self.path)

        for name, file in pages.items():
            asked.clear()
            handler = functools.partial(Handler, directory=str(file.parent))
            with self.subTest(page=name), http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
                threading.Thread(target=server.serve_forever, daemon=True).start()
                browser = browser_window(flags=SOFTWARE_GL if in_every_way(name) else NO_GL)
                browser.open(f"http://127.0.0.1:{server.server_port}/{file.name}")
                if browser.all(".viewer"):
                    browser.wait(lambda: browser.find(".viewer").get_attribute("data-shown"))
                self.assertEqual(browser.words(), [])
                server.shutdown()
                self.assertEqual(asked, [f"/{file.name}"])

    def test_has_no_serious_fault_of_accessibility(self):
        axe = (HERE / "vendor" / "axe.min.js").read_text()
        for name in pages:
            # The viewer has its tools only with WebGL; everything else is the same without WebGL,
            # and opens faster.
            ways = [(PHONE, "light", NO_GL), (WIDE, "dark", NO_GL), (WIDE, "light", SOFTWARE_GL)]
            for width, scheme, flags in ways if in_every_way(name) else ways[:1]:
                with self.subTest(page=name, width=width, scheme=scheme):
                    browser = browser_window(width, scheme, flags)
                    browser.open(address(name))
                    browser.run("for (const fold of document.querySelectorAll('details')) fold.open = true")
                    browser.run(axe)
                    faults = browser.driver.execute_async_script(
                        "const done = arguments[0];"
                        "axe.run(document, {resultTypes: ['violations']}).then((r) => done(r.violations))")
                    serious = [f"{fault['id']}: {fault['nodes'][0]['html'][:200]} "
                               f"{fault['nodes'][0].get('failureSummary', '')[:300]}"
                               for fault in faults if fault["impact"] in ("serious", "critical")]
                    self.assertEqual(serious, [])

    def test_can_be_read_without_scripts(self):
        for name in pages:
            with self.subTest(page=name):
                browser = browser_window()
                script = "Emulation.setScriptExecutionDisabled"
                browser.driver.execute_cdp_cmd(script, {"value": True})
                self.addCleanup(browser.driver.execute_cdp_cmd, script, {"value": False})
                browser.driver.get(address(name))
                browser.shoot(f"{name}-without-scripts")
                self.assertGreater(len(browser.all("main section h2")), 1)
                for table in browser.all("table.data"):
                    self.assertTrue(table.find_elements(By.CSS_SELECTOR, "tbody th"))
                for chart in browser.all(".chart"):
                    chart.find_element(By.CSS_SELECTOR, ".chart-data > summary").click()
                    self.assertTrue(chart.find_element(By.CSS_SELECTOR, "tbody th").is_displayed())
                for picture in browser.all(".viewer .shapes img"):
                    self.assertTrue(picture.is_displayed())


class Blocks(unittest.TestCase):
    """What a reader does with each block, on the page that has them all."""

    def setUp(self):
        self.browser = browser_window(flags=NO_GL).open(address("blocks"))

    def first_column(self, table=0):
        rows = self.browser.all("table.data")[table].find_elements(By.CSS_SELECTOR, "tbody tr")
        return [row.find_element(By.CSS_SELECTOR, "th").text for row in rows]

    def test_a_table_sorts_by_a_click_and_by_the_keyboard(self):
        browser = self.browser
        titles = browser.all("table.data")[0].find_elements(By.CSS_SELECTOR, "thead button")
        self.assertEqual(self.first_column(), ["iggan", "visual hull", "absorption", "held-out"])
        browser.click(titles[1])
        self.assertEqual(self.first_column(), ["iggan", "absorption", "visual hull", "held-out"])
        titles[1].send_keys(Keys.ENTER)
        self.assertEqual(self.first_column(), ["visual hull", "absorption", "iggan", "held-out"])
        column = titles[1].find_element(By.XPATH, "..")
        self.assertEqual(column.get_attribute("aria-sort"), "descending")
        titles[3].send_keys(Keys.SPACE)  # numbers by value: 9 before 64
        self.assertEqual(self.first_column(), ["absorption", "visual hull", "iggan", "held-out"])
        self.assertIsNone(column.get_attribute("aria-sort"))
        titles[2].send_keys(Keys.ENTER)  # rows without a number come last, ascending and descending
        self.assertEqual(self.first_column()[2], "absorption")
        titles[2].send_keys(Keys.ENTER)
        self.assertEqual(self.first_column()[2], "absorption")

    def test_the_best_of_a_column_is_told_from_the_worst(self):
        cells = self.browser.all("table.data")[0].find_elements(By.CSS_SELECTOR, "td.tint")
        tint = {cell.text: cell.value_of_css_property("background-color") for cell in cells}
        self.assertNotEqual(tint["1.65"], tint["12.50"])
        best = self.browser.all("table.data")[0].find_elements(By.CSS_SELECTOR, "td.best")
        self.assertEqual([cell.text for cell in best], ["1.65", "0.573"])

    def test_a_chart_zooms_and_shows_all_again(self):
        browser = self.browser
        chart, other = browser.all("figure.chart")[:2]
        self.assertGreater(browser.colours_in(chart.find_element(By.CSS_SELECTOR, ".plot")), 8)
        plot = chart.find_element(By.CSS_SELECTOR, ".u-over")
        before = chart.screenshot_as_png
        actions = webdriver.ActionChains(browser.driver)
        actions.move_to_element_with_offset(plot, -60, 0).click_and_hold()
        actions.move_by_offset(90, 0).release().perform()
        self.assertEqual(chart.get_attribute("data-zoomed"), "true")
        self.assertEqual(other.get_attribute("data-zoomed"), "true", "charts of one axis zoom together")
        self.assertNotEqual(chart.screenshot_as_png, before)
        browser.click(chart.find_element(By.CSS_SELECTOR, ".reset"))
        self.assertEqual(chart.get_attribute("data-zoomed"), "false")
        self.assertFalse(chart.find_element(By.CSS_SELECTOR, ".reset").is_displayed())

    def test_a_chart_is_read_and_zoomed_by_the_keyboard(self):
        browser = self.browser
        chart = browser.find("figure.chart")
        plot = chart.find_element(By.CSS_SELECTOR, ".plot")
        plot.send_keys(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT)
        said = chart.find_element(By.CSS_SELECTOR, "[role=status]").get_attribute("textContent")
        self.assertRegex(said, r"iteration \d+: generator [\d.]+, discriminator [\d.]+")
        plot.send_keys("+")
        self.assertEqual(chart.get_attribute("data-zoomed"), "true")
        plot.send_keys("0")
        self.assertEqual(chart.get_attribute("data-zoomed"), "false")

    def test_a_curve_can_be_hidden(self):
        key = self.browser.find("figure.chart .keys button")
        before = self.browser.find("figure.chart .plot").screenshot_as_png
        self.browser.click(key)
        self.assertEqual(key.get_attribute("aria-pressed"), "false")
        self.assertNotEqual(self.browser.find("figure.chart .plot").screenshot_as_png, before)

    def test_code_is_copied(self):
        browser = self.browser
        browser.driver.execute_cdp_cmd("Browser.grantPermissions", {
            "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]})
        button = browser.find("figure.code .copy")
        browser.click(button)
        browser.wait(lambda: button.text == "Copied", 10)
        text = browser.driver.execute_async_script(
            "const done = arguments[0]; navigator.clipboard.readText().then(done, (e) => done(String(e)))")
        self.assertTrue(text.startswith("iggan train --data data/sofa-pictures"), text)

    def test_a_picture_is_enlarged_and_closed_by_the_keyboard(self):
        browser = self.browser
        button = browser.find(".picture .enlarge")
        button.send_keys(Keys.ENTER)
        dialog = browser.find("dialog.lightbox")
        self.assertTrue(dialog.is_displayed())
        browser.shoot("blocks-lightbox", whole=False)
        webdriver.ActionChains(browser.driver).send_keys(Keys.ESCAPE).perform()
        browser.wait(lambda: not dialog.is_displayed(), 10)
        self.assertEqual(browser.run("return document.activeElement"), button)

    def test_a_film_plays_and_is_moved_by_the_keyboard(self):
        browser = self.browser
        film = browser.find("figure.film")
        slider, label = film.find_element(By.CSS_SELECTOR, "input"), film.find_element(By.CSS_SELECTOR, "output")
        self.assertEqual(label.text, "0 degrees")
        slider.send_keys(Keys.ARROW_RIGHT)
        self.assertEqual(label.text, "30 degrees")
        self.assertEqual(slider.get_attribute("aria-valuetext"), "30 degrees")
        play = film.find_element(By.CSS_SELECTOR, "button")
        browser.click(play)
        browser.wait(lambda: label.text not in ("0 degrees", "30 degrees"), 10)
        browser.click(play)
        self.assertEqual(play.text, "Play")


class Shapes(unittest.TestCase):
    """The viewer, with and without WebGL, on every page that has one."""

    def with_shapes(self):
        return [name for name, file in pages.items() if 'class="block viewer"' in file.read_text()]

    def test_shapes_are_shown_and_turn(self):
        for name in self.with_shapes():
            if not in_every_way(name) and name != "run":
                continue
            with self.subTest(page=name):
                browser = browser_window().open(address(name))
                viewer = browser.find(".viewer")
                browser.wait(lambda: viewer.get_attribute("data-shown"))
                self.assertEqual(viewer.get_attribute("data-mode"), "3d")
                canvas = viewer.find_element(By.CSS_SELECTOR, "canvas")
                browser.wait(lambda: browser.colours_in(canvas) > 20)
                for act in (lambda: canvas.send_keys(Keys.ARROW_LEFT, Keys.ARROW_LEFT),
                            lambda: canvas.send_keys("+"),
                            lambda: viewer.find_element(By.CSS_SELECTOR, "[aria-label='Turn right']").click(),
                            lambda: webdriver.ActionChains(browser.driver).click_and_hold(canvas)
                            .move_by_offset(120, 20).release().perform()):
                    before = canvas.screenshot_as_png
                    act()
                    browser.wait(lambda: canvas.screenshot_as_png != before, 20)
                shapes = viewer.find_elements(By.CSS_SELECTOR, ".shapes button")
                if len(shapes) > 1:
                    browser.click(shapes[1])
                    browser.wait(lambda: shapes[1].get_attribute("aria-pressed") == "true", 10)
                    name_of_second = viewer.find_element(By.CSS_SELECTOR, ".tools .name").text
                    browser.wait(lambda: viewer.get_attribute("data-shown") == name_of_second, 20)
                self.assertEqual(browser.words(), [])

    def test_posters_are_shown_where_there_is_no_webgl(self):
        for name in self.with_shapes():
            with self.subTest(page=name):
                browser = browser_window(flags=NO_GL).open(address(name))
                viewer = browser.find(".viewer")
                browser.wait(lambda: viewer.get_attribute("data-shown"))
                self.assertEqual(viewer.get_attribute("data-mode"), "posters")
                self.assertEqual(viewer.find_elements(By.CSS_SELECTOR, "canvas"), [])
                poster = viewer.find_element(By.CSS_SELECTOR, ".view img")
                self.assertGreater(poster.size["width"], 100)
                self.assertGreater(browser.colours_in(poster), 8)
                browser.shoot(f"{name}-without-webgl")
                self.assertEqual(browser.words(), [])


def main():
    global out
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--page", action="append", required=True, help="NAME=FILE")
    parser.add_argument("--out", required=True, help="folder for screenshots")
    arguments, rest = parser.parse_known_args()
    if not BROWSER or not DRIVER:
        print("skipped: chromium or chromedriver is not installed (./setup.sh --browser)")
        return SKIPPED
    for page in arguments.page:
        name, _, file = page.partition("=")
        pages[name] = pathlib.Path(file).resolve()
    out = pathlib.Path(arguments.out)
    out.mkdir(parents=True, exist_ok=True)
    try:
        result = unittest.main(argv=[sys.argv[0], *rest], exit=False, verbosity=2).result
    finally:
        for browser in browsers.values():
            browser.driver.quit()
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
