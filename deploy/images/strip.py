"""Takes out of a finished image what its service never runs: shells, package managers, pip.

Run as the last step of a Dockerfile, by the image's own Python. What it removes is still in the
layers below; it is not in the file system that a container sees.
"""

import shutil
import sys
from pathlib import Path

# Shells, what fetches or installs, what compiles, what gives one user another's rights.
PROGRAMS = (
    *("sh", "bash", "dash", "rbash", "busybox"),
    *("apt", "apt-get", "apt-cache", "apt-key", "dpkg", "dpkg-deb", "dpkg-query", "dpkg-split"),
    *("pip", "pip3", "curl", "wget", "perl", "gcc", "cc", "ld", "as", "make"),
    *("su", "mount", "umount", "passwd", "chsh", "chfn", "newgrp", "gpasswd", "login"),
)
FOLDERS = ("/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin")
TREES = ("/var/lib/apt", "/var/cache", "/usr/share/doc", "/usr/share/man", "/usr/lib/apt")


def main() -> None:
    """Removes them, and says which."""
    removed = []
    for folder in map(Path, FOLDERS):
        for found in sorted(folder.glob("*")) if folder.is_dir() else ():
            plain = found.name in PROGRAMS or found.name.startswith(("perl5", "pip3."))
            if plain and not found.is_dir():
                found.unlink()
                removed.append(str(found))
    for tree in TREES:
        shutil.rmtree(tree, ignore_errors=True)
    for library in (Path(p) for p in sys.path if p.endswith(("site-packages", "dist-packages"))):
        for name in ("pip", "setuptools", "wheel", "pkg_resources", "_distutils_hack"):
            for found in [library / name, *library.glob(f"{name}-*.dist-info")]:
                shutil.rmtree(found, ignore_errors=True)
    _drop_set_id_bits()
    sys.stdout.write(f"removed {len(removed)} programs: {' '.join(removed)}\n")


def _drop_set_id_bits() -> None:
    for folder in map(Path, FOLDERS):
        for found in folder.glob("*") if folder.is_dir() else ():
            mode = found.lstat().st_mode
            if mode & 0o6000 and not found.is_symlink():
                found.chmod(mode & 0o1777)


if __name__ == "__main__":
    main()
