"""Takes the pictures of the README from the running demonstration (`make demo` in another window)."""

import contextlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright
from playwright.sync_api import TimeoutError as TookTooLong

OUTPUT = Path(__file__).parent / "screenshots"
GYEOL = Path(sys.executable).with_name("gyeol")
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 1220}
COLOURS = 128
CHROMIUM = os.environ.get("GYEOL_CHROMIUM", "/usr/bin/chromium")


def main() -> None:
    """One picture a person: an employee on a phone, an HR lead, a ministry analyst."""
    demo = json.loads(
        subprocess.run([GYEOL, "demo", "load", "--json"], check=True, capture_output=True, text=True).stdout
    )
    institution = demo["institutions"][0]["code"]
    wave = [one["key"] for one in demo["waves"] if one["institution"] == institution][-1]
    OUTPUT.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for language in ("ko", "en"):
            phone = browser.new_page(viewport=PHONE, locale=language, device_scale_factor=2)
            walk_into_the_survey(phone, demo["links"], language)
            phone.close()
            for name, email, path in (
                ("results", f"hr@{institution}.example", f"/i/{institution}/waves/{wave}/results"),
                ("comparison", "analyst@mois.example", f"/ministry/comparison/{wave}"),
            ):
                desk = browser.new_page(viewport=DESK, locale=language)
                desk.goto(f"{demo['address']}/sign-in?lang={language}")
                desk.fill("[name=email]", email)
                desk.fill("[name=password]", demo["password"])
                desk.locator("main form button[type=submit]").click()
                desk.wait_for_load_state()
                arrived = desk.goto(f"{demo['address']}/language/{language}?next={path}")
                if arrived is None or not arrived.ok:
                    raise SystemExit(f"{path} does not answer: no picture of it was taken.")
                desk.wait_for_load_state("networkidle")
                save(desk, f"{name}-{language}", 960)
                desk.context.close()
        browser.close()


def walk_into_the_survey(phone: Page, links: list[str], language: str) -> None:
    """The promise page and the first questions, by the first link that nobody has used yet."""
    while links:
        address, _, secret = links.pop().partition("#")
        phone.goto("about:blank")  # another secret behind the # alone would not load the page anew
        phone.goto(f"{address}?lang={language}#{secret}")
        save(phone, f"promise-{language}", 360)
        phone.get_by_role("checkbox").first.check()
        phone.locator("main button:visible").last.click()
        questions = phone.locator("fieldset[data-item]:visible").first
        with contextlib.suppress(TookTooLong):
            questions.wait_for(timeout=5000)
            phone.mouse.move(0, 0)  # off the answer that the pointer happens to lie on
            save(phone, f"survey-{language}", 360)
            return


def save(page: Page, name: str, width: int) -> None:
    """The visible part of the page as a small PNG of few colours."""
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture = picture.resize((width, round(picture.height * width / picture.width)), Image.Resampling.LANCZOS)
    picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=COLOURS).save(
        OUTPUT / f"{name}.png", optimize=True
    )


if __name__ == "__main__":
    main()
