#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The HTML report in a real Chromium: what it looks for, filters, opens; light and dark; a phone; the
keyboard; hostile texts; that it asks nothing of any network. Writes screenshots into SCREENSHOTS.

usage: test_page.py PAGES SCREENSHOTS        PAGES: the program that writes the pages
"""
import pathlib
import shutil
import subprocess
import sys

from chromium import Chromium

checks = []


def check(name, condition, more=""):
    checks.append(bool(condition))
    print(f"{'ok' if condition else 'not ok'} {len(checks)} - {name}", flush=True)
    if not condition and more != "":
        print(f"# {more}")


def equal(name, got, want):
    check(name, got == want, f"got {got!r}, want {want!r}")


def shown(page):
    return page.run("document.querySelectorAll('.object:not([hidden])').length")


def opened(page):
    return page.run("document.querySelectorAll('.object[open]').length")


def look_for(page, text, want):
    page.run("document.querySelector('#search').value = ''; document.querySelector('#search').focus()")
    page.type(text)
    page.run("document.querySelector('.bar').requestSubmit()")
    equal(f"search: {text!r}", shown(page), want)


def background(page):
    return page.run("getComputedStyle(document.body).backgroundColor")


def try_search(page):
    equal("all objects at first", shown(page), 6)
    look_for(page, "settings", 1)
    check("what is not found is not in the list either",
          page.run("[...document.querySelectorAll('nav li li')].filter(l => !l.hidden).length == 1"))
    equal("the count is told", page.run("document.querySelector('#count').textContent"),
          "1 of 6 shown")
    look_for(page, "WEB:1.27", 1)
    look_for(page, "preview deployment", 1)
    look_for(page, "preview-2", 1)
    look_for(page, "production/limits.yaml", 1)
    check("hits are marked", page.run("CSS.highlights.get('hits').size > 0"))
    look_for(page, "limits.yaml there is no file", 0)
    check("a root that failed is found by its fault",
          page.run("!document.querySelector('#r2').hidden && document.querySelector('#r0').hidden"))
    look_for(page, "no such thing", 0)
    check("nothing is said to match", page.run("!document.querySelector('#nothing').hidden"))
    page.click("#reset")
    equal("everything again", shown(page), 6)


def try_filters(page):
    for name, without in (("changed", 4), ("added", 4), ("removed", 5), ("reference", 5)):
        page.click(f".chip[data-filter={name}]")
        equal(f"without {name}", shown(page), without)
        equal(f"{name} is not pressed", page.run(
            f"document.querySelector('.chip[data-filter={name}]').ariaPressed"), "false")
        page.click(f".chip[data-filter={name}]")
    page.click("#only-dangers")
    equal("only dangers", shown(page), 1)
    page.click("#only-dangers")
    page.run("kind.value = 'Deployment'; kind.dispatchEvent(new Event('change'))")
    equal("one kind", shown(page), 2)
    page.run("kind.value = ''; kind.dispatchEvent(new Event('change'))")
    equal("all of them again", shown(page), 6)


def try_folding(page):
    page.click("#collapse")
    equal("all closed", opened(page), 0)
    page.click("#o0-1 > summary")
    equal("one is open", page.run("document.querySelector('#o0-1').open"), True)
    page.click("#expand")
    equal("all open", opened(page), 6)
    rows = "document.querySelectorAll('#o0-0 tbody:not([hidden]) tr').length"
    before = page.run(rows)
    page.click("#o0-0 tr.gap button")
    equal("unchanged lines unfold", page.run(rows), before + 20)
    page.click("#collapse")
    page.click("nav a[href='#o0-0']")
    page.wait("document.querySelector('#o0-0').open")
    check("a link opens its object", opened(page) == 1)
    check("and the object is in sight",
          page.run("document.querySelector('#o0-0').getBoundingClientRect().top < innerHeight"))
    look_for(page, "cache", 1)
    page.click(".card.alarm a")
    page.wait("!document.querySelector('#o0-0').hidden")
    equal("a link shows what was filtered out", shown(page), 6)


def try_keys(page):
    page.run("document.activeElement.blur()")
    page.key("c")
    equal("c closes", opened(page), 0)
    page.key("j")
    page.key("j")
    equal("j goes on", page.run("document.activeElement.parentElement.id"), "o0-1")
    page.key("k")
    equal("k goes back", page.run("document.activeElement.parentElement.id"), "o0-0")
    page.key("Enter", "\r")
    page.wait("document.querySelector('#o0-0').open")
    check("Enter opens", True)
    page.key("e")
    equal("e opens all", opened(page), 6)
    page.key("/")
    equal("/ goes to the search", page.run("document.activeElement.id"), "search")
    page.type("cache")
    page.wait("document.querySelectorAll('.object:not([hidden])').length == 1")
    page.key("Escape")
    equal("Escape clears it", shown(page), 6)
    page.key("?")
    check("? shows the keys", page.run("document.querySelector('#help').open"))
    page.key("Escape")
    page.wait("!document.querySelector('#help').open")
    page.run("document.activeElement.blur()")
    page.key("d")
    equal("d goes to a danger", page.run("document.activeElement.parentElement.id"), "o0-0")


def try_shades(browser, path, out):
    page = browser.open(path)
    light = background(page)
    page.scheme("dark")
    dark = background(page)
    check("dark when the system is", light != dark, light)
    page.screenshot(out / "dark.png", whole=True)
    page.click("#theme")
    equal("the button makes it light", background(page), light)
    page.scheme("light")
    page.click("#theme")
    equal("and dark", background(page), dark)
    page.key("t")
    equal("t makes it light", background(page), light)
    page.screenshot(out / "light.png", whole=True)
    equal("nothing was asked for or complained of", page.faults(), [])
    page.close()


def overflow(page):
    return page.run("document.documentElement.scrollWidth - innerWidth")


def try_phone(browser, path, out):
    page = browser.open(path, width=360, height=780)
    page.click("#expand")
    check("no scrolling sideways on a phone", overflow(page) <= 0, overflow(page))
    check("a changed line stands below the other", page.run("""(() => {
        const row = document.querySelector('#o0-0 tr.c');
        const [l, r] = [row.querySelector('.l'), row.querySelector('.r')];
        return l.getBoundingClientRect().bottom <= r.getBoundingClientRect().top + 1;
    })()"""))
    check("an unchanged line stands there once", page.run(
        "getComputedStyle(document.querySelector('#o0-0 tr.s .l')).display == 'none'"))
    page.screenshot(out / "phone.png", whole=True)
    equal("nothing was complained of on a phone", page.faults(), [])
    page.close()


def try_hostile(browser, path):
    for width in (1200, 360):
        page = browser.open(path, width=width)
        page.click("#expand")
        equal("hostile texts run nothing", page.run("String(window.hacked)"), "undefined")
        equal("and make no element", page.run("document.querySelectorAll('img, iframe, object').length"), 0)
        equal("one script", page.run("document.scripts.length"), 1)
        check(f"no scrolling sideways at {width}", overflow(page) <= 0, overflow(page))
        check("no mark turns the text around", page.run("!document.body.textContent.includes('\\u202e')"))
        look_for(page, "onerror=", 3)
        equal("hostile texts ask for nothing", page.faults(), [])
        page.close()
    page = browser.open(path)
    page.run("""(() => {
        const script = document.createElement('script');
        script.textContent = 'window.injected = 1';
        document.body.append(script);
        document.body.setAttribute('style', 'outline: 7px solid red');
    })()""")
    equal("another script would not run", page.run("String(window.injected)"), "undefined")
    equal("another style would not count", page.run("getComputedStyle(document.body).outlineStyle"),
          "none")
    page.close()


def try_large(browser, path):
    page = browser.open(path)
    equal("a thousand objects", shown(page), 1000)
    check("are there in 15 seconds", page.seconds < 15, page.seconds)
    look_for(page, "tenant-017 deployment", 5)
    equal("in one root", page.run("document.querySelectorAll('.root:not([hidden])').length"), 1)
    equal("nothing was complained of", page.faults(), [])
    page.close()


def try_same(browser, path):
    page = browser.open(path)
    check("no differences are told", page.run("document.body.innerText.includes('No differences')"))
    check("and there is nothing to filter", page.run("document.querySelector('.bar').hidden"))
    equal("nothing was complained of", page.faults(), [])
    page.close()


def try_without_scripts(browser, path):
    page = browser.open(path, scripts=False)
    check("without scripts there is nothing to press",
          page.run("document.querySelector('.bar').hidden && document.querySelector('.tools').hidden"))
    page.click("#o0-0 > summary")
    check("and an object still closes", page.run("!document.querySelector('#o0-0').open"))
    page.close()


def main(pages, screenshots):
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if not program:
        print("1..0 # SKIP there is no chromium: `tools/setup ci` brings it")
        return 0
    out = pathlib.Path(screenshots)
    out.mkdir(parents=True, exist_ok=True)
    subprocess.run([pages, out], check=True, stdout=subprocess.DEVNULL)
    with Chromium(program) as browser:
        page = browser.open(out / "plain.html")
        for part in (try_search, try_filters, try_folding, try_keys):
            part(page)
        equal("nothing was asked for or complained of", page.faults(), [])
        page.close()
        try_shades(browser, out / "plain.html", out)
        try_phone(browser, out / "plain.html", out)
        try_hostile(browser, out / "hostile.html")
        try_large(browser, out / "large.html")
        try_without_scripts(browser, out / "plain.html")
        try_same(browser, out / "same.html")
    print(f"1..{len(checks)}")
    return 0 if all(checks) else 1


sys.exit(main(*sys.argv[1:]))
