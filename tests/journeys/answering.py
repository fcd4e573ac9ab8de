"""How somebody answers a survey in a browser."""


def answer_questions(page, link: str) -> None:
    """Opens a link and answers one question of each page; what is left is to send."""
    page.goto(link)
    page.locator("input[name=consent]").check()
    page.locator("[data-action=start]").click()
    last = page.locator("[data-page]").count()
    for number in range(1, last + 1):
        page.locator(f"[data-page='{number}']").wait_for(state="visible")
        answers = page.locator(f"[data-page='{number}'] label.answer")
        if answers.count():
            answers.first.click()
        page.locator(f"[data-page='{number}'] [data-action=next]").click()


def read_receipt(page) -> str:
    """The receipt that the page shows once the answers have arrived."""
    page.locator("[data-step=receipt]").wait_for(state="visible")
    return page.locator("[data-receipt]").inner_text().strip()


def answer_in_a_browser(page, link: str) -> str:
    """Opens a link, answers one question of each page, sends, and reads the receipt."""
    answer_questions(page, link)
    page.locator("[data-action=send]").click()
    return read_receipt(page)
