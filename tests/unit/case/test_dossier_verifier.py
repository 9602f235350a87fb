"""The verifier: one file of the standard library, exact to the byte, with RFC 8032's signatures."""

import ast
import json
import random
import sys
from io import BytesIO
from pathlib import Path

import pytest

from minhbach_case.dossiers.packing import pack, seal_folder
from minhbach_case.dossiers.signing import read_manifest_key
from minhbach_case.dossiers.verifier.canonical import canonical, parse
from minhbach_case.dossiers.verifier.ed25519 import key_of, signed_by
from minhbach_case.dossiers.verifier.files import check_files, check_signature, manifest_of
from minhbach_case.dossiers.verifier.joined import verifier
from minhbach_case.dossiers.verifier.pages import text_of
from minhbach_case.dossiers.verifier.report import Report
from minhbach_case.dossiers.verifier.zipped import Zipped
from minhbach_classifier.domain.model import Page
from minhbach_classifier.domain.reading.page import read
from minhbach_shared.errors import Misconfigured
from minhbach_shared.ids import canonical as service_canonical
from tests.support.dossiers import KEY, page_of

# RFC 8032, section 7.1: secret key, public key, message, signature.
VECTORS = (
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            "5fb8821590a33bacc61e39701cf9b46b"
            "d25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c"
            "387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
            "18ff9b538d16f290ae67f760984dc659"
            "4a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
)


@pytest.mark.parametrize(("public", "message", "signature"), [v[1:] for v in VECTORS])
def test_the_signatures_of_the_standard(public: str, message: str, signature: str) -> None:
    """RFC 8032's own hold; with any bit changed none does, nor one with another s."""
    key, said, sealed = map(bytes.fromhex, (public, message, signature))
    assert signed_by(key, said, sealed)
    for number in range(0, 512, 61):
        wrong = bytearray(sealed)
        wrong[number // 8] ^= 1 << number % 8
        assert not signed_by(key, said, bytes(wrong))
    assert not signed_by(key, said + b".", sealed)
    order = 2**252 + 27742317777372353535851937790883648493
    s = (int.from_bytes(sealed[32:], "little") + order).to_bytes(32, "little")
    assert not signed_by(key, said, sealed[:32] + s)
    assert not signed_by(b"\xff" * 32, said, sealed)
    assert not signed_by(key, said, sealed[:40])


def test_our_keys_sign_as_the_standard_says(tmp_path: Path) -> None:
    """What the service signs the verifier takes; a key is read from hex or PEM."""
    assert signed_by(bytes.fromhex(KEY.public), b"a manifest", KEY.sign(b"a manifest"))
    assert key_of(KEY.public).hex() == KEY.public
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
        PublicFormat,
    )

    public, private = tmp_path / "public.pem", tmp_path / "private.pem"
    spki = (Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    public.write_bytes(KEY.private.public_key().public_bytes(*spki))
    private.write_bytes(
        KEY.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    assert key_of(str(public)).hex() == KEY.public
    with pytest.raises(ValueError):  # noqa: PT011 - what to say stands in the command
        key_of(str(private))
    assert read_manifest_key(private).public == KEY.public
    with pytest.raises(Misconfigured, match="cannot be read"):
        read_manifest_key(public)


def test_it_is_one_file_of_the_standard_library() -> None:
    """Python 3.8 reads it, no name stands in it twice, nothing else is imported."""
    tree = ast.parse(verifier(), feature_version=(3, 8))
    names = [n.name for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef)]
    names += [
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    ]
    assert len(names) == len(set(names)), sorted(n for n in names if names.count(n) > 1)
    imported = {
        name
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert {name.split(".")[0] for name in imported} <= sys.stdlib_module_names | {"__future__"}


def test_json_is_written_as_the_service_hashes_it() -> None:
    """Fractions, signs, letters of every kind, in the same order."""
    value = {
        "é": [1.0, 1e-7, 1e22, 0.1, -2.5e-300, 12345678901234567890],
        "a\u2028b": ['\x00\x1f\x7f"\\/\b\f\n\r\t', "Nguyễn 😀 █", None, True, {}],
        "𝒜": [],
        "z": "ﬀ",
    }
    written = service_canonical(value)
    assert canonical(parse(written)) == written
    assert json.loads(written) == value


def test_the_text_is_the_one_that_offsets_count() -> None:
    """As the classifier reads it, so quotations are found where the evidence says."""
    for body in (page_of("Tin Hoa Mới"), b"<p>a<br>b <b> c </b>&lt;d<div>e<!-- f --> g</div>"):
        page = read(body, "text/html; charset=utf-8", None, "http://tinhhoamoi.example/a")
        assert isinstance(page, Page)
        assert text_of(body.decode()) == page.text


def _dossier(folder: Path) -> bytes:
    (folder / "a.txt").write_text("Một tệp nhỏ.")
    (folder / "b").mkdir()
    (folder / "b" / "long.json").write_bytes(b'{"text": "' + b"dai " * 30_000 + b'"}')
    seal_folder(folder, {"case_id": "1"}, KEY)
    packed = BytesIO()
    pack(folder, packed)
    return packed.getvalue()


def _faults(dossier: bytes) -> list[str]:
    report = Report(english=True)
    zipped = Zipped(dossier, report)
    manifest = manifest_of(zipped, report)
    if manifest is not None:
        check_signature(zipped, manifest, bytes.fromhex(KEY.public), report)
        check_files(zipped, manifest, report)
    return report.faults


def test_no_byte_of_the_file_is_changed_unseen(tmp_path: Path) -> None:
    """Headers, names, packed content, directory: every kind of place, and 40 at random."""
    dossier = _dossier(tmp_path)
    assert _faults(dossier) == []
    assert dossier.startswith(b"PK\3\4")
    places = [*range(0, 36, 5), *range(len(dossier) - 30, len(dossier), 4)]
    places += random.Random(5).sample(range(len(dossier)), 40)
    for place in places:
        changed = bytearray(dossier)
        changed[place] ^= 0x20
        assert _faults(bytes(changed)), place


def test_the_changed_byte_is_told(tmp_path: Path) -> None:
    """Which byte it was and what it should be; of more, the stretch; of a longer file, the size."""
    dossier = _dossier(tmp_path)
    place = dossier.index("nhỏ".encode())
    one = dossier[:place] + b"N" + dossier[place + 1 :]
    assert _faults(one) == ["a.txt: byte 12 was changed (is 0x4e, should be 0x6e)"]
    two = dossier[:place] + b"NH" + dossier[place + 2 :]
    assert _faults(two) == ["a.txt: changed within bytes 0–17"]
    (tmp_path / "a.txt").write_text("Một tệp nhỏ hơn.")
    packed = BytesIO()
    pack(tmp_path, packed)
    assert _faults(packed.getvalue())[0] == "a.txt: has 23 bytes, should have 18"
