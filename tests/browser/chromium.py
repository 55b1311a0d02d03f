# SPDX-License-Identifier: Apache-2.0
"""A headless Chromium that is driven over a pipe with the DevTools protocol; standard library alone.

    with Chromium("/usr/bin/chromium") as browser:
        page = browser.open("page.html", width=390, height=800)
        page.run("document.title")
"""
import base64
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

PATIENCE = 60  # seconds for any answer


class Fault(Exception):
    pass


class Chromium:
    def __init__(self, program):
        self.profile = tempfile.mkdtemp(prefix="hkrender-chromium-")
        child_in, self.to_child = os.pipe()
        self.from_child, child_out = os.pipe()
        # The sandbox needs rights that a build machine rarely gives; the pages are our own.
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                 "--no-first-run", "--disable-background-networking", "--disable-component-update",
                 "--disable-sync", "--hide-scrollbars", "--remote-debugging-pipe",
                 f"--user-data-dir={self.profile}", "about:blank"]
        self.log = open(pathlib.Path(self.profile, "log"), "wb")
        self.process = subprocess.Popen(
            ["/bin/sh", "-c", f'exec "$0" "$@" 3<&{child_in} 4>&{child_out}', program, *flags],
            pass_fds=(child_in, child_out), stdin=subprocess.DEVNULL, stdout=self.log,
            stderr=self.log)
        os.close(child_in)
        os.close(child_out)
        os.set_blocking(self.from_child, False)
        self.buffer = b""
        self.answers = {}
        self.events = []
        self.last = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.send("Browser.close")
            self.process.wait(10)
        except (OSError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()
        os.close(self.to_child)
        os.close(self.from_child)
        self.log.close()
        shutil.rmtree(self.profile, ignore_errors=True)

    def send(self, method, session=None, **params):
        self.last += 1
        message = {"id": self.last, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.to_child, data):]
        return self.last

    def pump(self):
        """Takes in what has come; false when nothing has."""
        try:
            more = os.read(self.from_child, 1 << 20)
        except BlockingIOError:
            if self.process.poll() is not None:
                raise Fault("the browser has ended") from None
            time.sleep(0.005)
            return False
        if not more:
            raise Fault("the browser has gone")
        *messages, self.buffer = (self.buffer + more).split(b"\0")
        for text in messages:
            message = json.loads(text)
            if "id" in message:
                self.answers[message["id"]] = message
            else:
                self.events.append(message)
        return True

    def call(self, method, session=None, **params):
        number = self.send(method, session, **params)
        end = time.monotonic() + PATIENCE
        while number not in self.answers:
            self.pump()
            if time.monotonic() > end:
                raise Fault(f"no answer to {method}")
        answer = self.answers.pop(number)
        if "error" in answer:
            raise Fault(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def open(self, path, width=1400, height=900, scheme="light", scripts=True):
        return Page(self, pathlib.Path(path).resolve().as_uri(), width, height, scheme, scripts)


class Page:
    def __init__(self, browser, url, width, height, scheme, scripts):
        self.browser = browser
        self.target = browser.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = browser.call("Target.attachToTarget", targetId=self.target,
                                    flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(domain + ".enable")
        self.size(width, height)
        self.scheme(scheme)
        self.call("Emulation.setScriptExecutionDisabled", value=not scripts)
        self.url = url
        started = time.monotonic()
        self.call("Page.navigate", url=url)
        self.wait("document.readyState === 'complete'")
        self.seconds = time.monotonic() - started

    def call(self, method, **params):
        return self.browser.call(method, self.session, **params)

    def size(self, width, height):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=width < 600)

    def scheme(self, scheme):
        self.call("Emulation.setEmulatedMedia",
                  features=[{"name": "prefers-color-scheme", "value": scheme}])

    def run(self, script):
        """The value of an expression."""
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True,
                           awaitPromise=True)
        if "exceptionDetails" in answer:
            raise Fault(answer["exceptionDetails"].get("exception", {}).get("description", script))
        return answer["result"].get("value")

    def wait(self, condition):
        end = time.monotonic() + PATIENCE
        while not self.run(condition):
            if time.monotonic() > end:
                raise Fault(f"never so: {condition}")
            time.sleep(0.01)

    def click(self, selector):
        """A real click in the middle of what @selector finds."""
        x, y = self.run(f"""(() => {{
            const e = document.querySelector({json.dumps(selector)});
            e.scrollIntoView({{block: "center"}});
            const r = e.getBoundingClientRect();
            return [r.x + r.width / 2, r.y + r.height / 2];
        }})()""")
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def key(self, key, text=None):
        text = key if text is None and len(key) == 1 else text
        params = {"text": text} if text else {}
        self.call("Input.dispatchKeyEvent", type="keyDown", key=key,
                  windowsVirtualKeyCode={"Enter": 13, "Escape": 27}.get(key, 0), **params)
        self.call("Input.dispatchKeyEvent", type="keyUp", key=key)

    def type(self, text):
        self.call("Input.insertText", text=text)

    def faults(self):
        """What the console had to say against the page, and each request but that for it."""
        found = []
        for event in self.browser.events:
            if event.get("sessionId") != self.session:
                continue
            method, params = event["method"], event["params"]
            if method == "Runtime.exceptionThrown":
                found.append(params["exceptionDetails"]["exception"].get("description", "?"))
            elif method == "Runtime.consoleAPICalled":
                found.append("console." + params["type"])
            elif method == "Log.entryAdded":
                found.append(params["entry"]["text"])
            elif method == "Network.requestWillBeSent":
                if params["request"]["url"] != self.url.split("#")[0]:
                    found.append("a request for " + params["request"]["url"][:200])
        return found

    def screenshot(self, path, whole=False):
        data = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)["data"]
        pathlib.Path(path).write_bytes(base64.b64decode(data))

    def close(self):
        self.browser.call("Target.closeTarget", targetId=self.target)
