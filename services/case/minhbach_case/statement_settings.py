"""The settings of statements of reasons: whose letters they are, and what seals them."""

from pathlib import Path
from typing import Final

from pydantic import Field, SecretStr

from minhbach_case.documents.agency import Agency
from minhbach_case.documents.sealing import Seal, read_seal
from minhbach_shared.errors import Misconfigured
from minhbach_shared.settings import ServiceSettings

_NEUTRAL: Final = Agency()


class StatementSettings(ServiceSettings):
    """How the agency's letters are headed, closed, set and sealed."""

    agency_name: str = Field(
        default=_NEUTRAL.name,
        min_length=1,
        max_length=200,
        title="Agency",
        description="The agency that gives notices and decisions, in full.",
    )
    agency_parent: str = Field(
        default=_NEUTRAL.parent,
        max_length=200,
        title="Parent body",
        description="The body above the agency, such as the people's committee; empty for none.",
    )
    agency_unit: str = Field(
        default="",
        max_length=200,
        title="Unit",
        description="The unit of the agency that handles cases, where replies go.",
    )
    agency_code: str = Field(
        default=_NEUTRAL.code,
        min_length=1,
        max_length=20,
        title="Abbreviation",
        description="Stands in the number of a letter, as in `3F2A91BC.04/TB-QLTTĐT`.",
    )
    agency_place: str = Field(
        default="",
        max_length=100,
        title="Place",
        description="Where letters are dated, such as `Mỹ Tho`; left out where empty.",
    )
    agency_contact: str = Field(
        default="",
        max_length=500,
        title="Contact",
        description="Address, phone and e-mail for replies and appeals, as a letter names them.",
    )
    agency_signer_title: str = Field(
        default=_NEUTRAL.signer_title,
        min_length=1,
        max_length=100,
        title="Signer's title",
        description="Above the signature, such as `Giám đốc`.",
    )
    agency_signer_name: str = Field(
        default="",
        max_length=100,
        title="Signer's name",
        description="Below the signature; empty where it is written by hand.",
    )
    agency_appeals_to: str = Field(
        default="",
        max_length=200,
        title="Appeals go to",
        description="Who hears appeals against decisions; the agency itself where empty.",
    )
    agency_ministry: str = Field(
        default=_NEUTRAL.ministry,
        min_length=1,
        max_length=200,
        title="Ministry",
        description="The ministry that periodic reports go to, as they address it.",
    )
    letter_fonts: Path | None = Field(
        default=None,
        title="Fonts",
        description="Folder with the agency's own fonts; Times New Roman is used where it lies "
        "there. Without it letters are set in a built-in face with all Vietnamese letters.",
    )
    letter_templates: Path | None = Field(
        default=None,
        title="Letters' templates",
        description="Folder with the agency's own templates of letters and citations, as "
        "`vi/notice.yaml`; what it does not have is the standard text.",
    )
    seal_key_file: Path | None = Field(
        default=None,
        title="Seal",
        description="PKCS#12 file, or PEM private key, that signs letters digitally; without it "
        "letters carry no digital signature and say so.",
    )
    seal_certificate_file: Path | None = Field(
        default=None,
        title="Seal's certificate",
        description="PEM certificate of the key, its chain after it; not for PKCS#12.",
    )
    seal_password: SecretStr = Field(
        default=SecretStr(""),
        title="Seal's password",
        description="Of the key or PKCS#12 file; empty for none.",
    )

    dossier_key_file: Path | None = Field(
        default=None,
        title="Key of dossiers",
        description="PEM file of the Ed25519 private key that signs the manifests of dossiers; "
        "without it dossiers are not signed, and say so.",
    )

    def agency(self) -> Agency:
        """The agency as its letters name it."""
        return Agency(
            name=self.agency_name,
            parent=self.agency_parent,
            unit=self.agency_unit,
            code=self.agency_code,
            place=self.agency_place,
            contact=self.agency_contact,
            signer_title=self.agency_signer_title,
            signer_name=self.agency_signer_name,
            appeals_to=self.agency_appeals_to,
            ministry=self.agency_ministry,
        )

    def seal(self) -> Seal | None:
        """What signs letters; None where no key is set.

        Raises:
            Misconfigured: the files cannot be read, or do not belong together.
        """
        if self.seal_key_file is None:
            if self.seal_certificate_file is not None:
                raise Misconfigured("MINHBACH_SEAL_KEY_FILE is missing beside its certificate.")
            return None
        password = self.seal_password.get_secret_value()
        return read_seal(self.seal_key_file, self.seal_certificate_file, password)

    def font_folders(self) -> tuple[Path, ...]:
        """Where the agency's own fonts lie.

        Raises:
            Misconfigured: there is no such folder.
        """
        if self.letter_fonts is None:
            return ()
        if not self.letter_fonts.is_dir():
            raise Misconfigured(f"MINHBACH_LETTER_FONTS: {self.letter_fonts} is no folder.")
        return (self.letter_fonts,)
