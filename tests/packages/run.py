"""Makes the packages from a program, judges them by Debian's own tools, and installs the .deb on a
copy of this machine's file system: first installation, upgrade, removal, purge.

    run.py path/to/be-right

It needs root, for the copy: an overlay of / in a mount namespace of its own, gone at the end.
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tarfile
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BUILD = ROOT / "packaging/build"
# What changes users and mounts.
AS_ROOT = ["sudo"] if os.geteuid() else []


def run(*command, **more):
    ended = subprocess.run(
        [str(part) for part in command], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL, **more,
    )
    return ended.returncode, ended.stdout


def done(*command, **more):
    code, said = run(*command, **more)
    if code != 0:
        sys.exit(f"{' '.join(map(str, command))} ended with {code}:\n{said}")
    return said


def must(holds, what):
    if not holds:
        sys.exit(what)


def lintian(deb):
    """Debian's judge of packages. A tag that is accepted stands in the package, with its reason."""
    # No bug of Debian's list asks for this package.
    done("lintian", "--allow-root", "--fail-on", "error,warning", "--suppress-tags",
         "initial-upload-closes-no-bugs", deb)
    print("lintian: no error, no warning")


def contents(deb, rpm, tar):
    """The three hold the same files, in the places of each system."""
    ends = re.compile(r"/usr/share/(zsh|doc)/.*")
    def kept(names):
        names = {"/" + name.lstrip("./") for name in names if not name.endswith("/")}
        return {name.replace("/lib/", "/usr/lib/", 1) if name.startswith("/lib/") else name
                for name in names if not ends.match(name)}
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", deb], stdout=subprocess.PIPE) as whole:
        with tarfile.open(fileobj=whole.stdout, mode="r|") as entries:
            of_deb = kept(entry.name for entry in entries if entry.isfile())
    with tarfile.open(tar) as entries:
        of_tar = kept(entry.name.split("/", 1)[1] for entry in entries if entry.isfile())
    of_rpm = kept(line for line in done("rpm", "-qpl", rpm).splitlines() if "/" in line)
    of_rpm -= {"/etc/be-right"}
    of_deb -= {"/usr/share/lintian/overrides/be-right"}
    must(of_deb == of_tar == of_rpm, f"different files:\n{of_deb ^ of_tar}\n{of_rpm ^ of_tar}")
    must("/usr/share/man/man1/be-right-serve.1.gz" in of_deb, f"no manual pages: {of_deb}")
    print(f"packages: {len(of_deb)} files beside the documentation, the same in deb, rpm and tar")


def bill(path):
    """The list of what is compiled in, judged by the schema of CycloneDX."""
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    text = path.read_text()
    wrong = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    must(wrong is None, f"the SBOM: {wrong}")
    names = {part["name"] for part in json.loads(text)["components"]}
    must({"rusqlite", "libsqlite3-sys", "poem", "printpdf"} <= names, f"the SBOM lacks some: {names}")
    must("insta" not in names, "the SBOM lists what only tests use")
    print(f"SBOM: {len(names)} packages")


def image(archive, work):
    """The image, as skopeo and umoci read it; its program runs in it, as its user."""
    layout = work / "image"
    done("skopeo", "copy", "--quiet", f"oci-archive:{archive}", f"oci:{layout}:now")
    about = json.loads(done("skopeo", "inspect", "--config", f"oci:{layout}:now"))
    config = about["config"]
    must(config["User"] not in ("", "0", "root"), "the image runs as root")
    done(*AS_ROOT, "umoci", "unpack", "--image", f"{layout}:now", work / "bundle")
    root = work / "bundle/rootfs"
    said = done(*AS_ROOT, "chroot", f"--userspec={config['User']}", root, config["Entrypoint"][0], "version")
    must(said.startswith("be-right "), said)
    user = int(config["User"].split(":")[0])
    must((root / "data").stat().st_uid == user, "the image's user cannot write to its volume")
    print("image: runs as", config["User"])


def earlier(deb, work):
    """The same package as one of an earlier version."""
    tree, made = work / "earlier", work / "earlier.deb"
    done("dpkg-deb", "--raw-extract", deb, tree)
    control = tree / "DEBIAN/control"
    control.write_text(re.sub(r"(?m)^Version: .*$", "Version: 0.0.9", control.read_text()))
    done("dpkg-deb", "-Znone", "--build", tree, made)
    return made


def units(deb, work):
    """systemd's own opinion of the unit, at its place."""
    tree = work / "units"
    done("dpkg-deb", "--extract", deb, tree)
    unit = next(tree.rglob("be-right.service"))
    said = done("systemd-analyze", "security", "--offline=true", "--threshold=15", "--no-pager", unit)
    level = re.search(r"Overall exposure level for .*: ([0-9.]+)", said)
    must(level, said)
    print("systemd-analyze security:", level.group(1))


def main():
    binary = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        made = work / "made"
        done(BUILD, "--binary", binary, "--fast", "--out", made)
        deb, rpm = next(made.glob("*.deb")), next(made.glob("*.rpm"))
        done("sha256sum", "--check", "--quiet", "SHA256SUMS", cwd=made)
        lintian(deb)
        contents(deb, rpm, next(made.glob("*.tar.gz")))
        bill(next(made.glob("*.cdx.json")))
        image(next(made.glob("*-oci-*.tar")), work)
        units(deb, work)
        # Namespaces of its own: neither files nor ports of this machine are touched.
        apart = [*AS_ROOT, "unshare", "--mount", "--net", "--pid", "--fork", "--mount-proc", "--kill-child"]
        done(*apart, "bash", HERE / "install.sh", earlier(deb, work), deb, sys.executable)
        print("install, set up, upgrade, remove, purge: fine")


if __name__ == "__main__":
    main()
