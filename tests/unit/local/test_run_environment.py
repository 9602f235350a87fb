"""What a run says of the settings that it is handed."""

import pytest

from minhbach_local.running.environment import look
from minhbach_local.running.errors import SettingUnknown


def test_a_misspelt_setting_is_named_with_what_it_may_be() -> None:
    """Each is named, with the one that it is most like; nothing else is touched."""
    names = ("PATH", "MINHBACH_REPLY_WINDOW_DAY", "MINHBACH_XYZ", "MINHBACH_LOG_LEVEL")
    with pytest.raises(SettingUnknown) as refused:
        look(names)
    assert str(refused.value).splitlines()[1:] == [
        "  MINHBACH_REPLY_WINDOW_DAY: is it MINHBACH_REPLY_WINDOW_DAYS?",
        "  MINHBACH_XYZ",
    ]


def test_every_settings_own_name_is_known() -> None:
    """Of any service, of the topics' command, the secrets' folder, and a developer's tests."""
    look(
        (
            *("MINHBACH_ALLOW_PRIVATE", "MINHBACH_SALTS_DATABASE", "MINHBACH_AGENCY_NAME"),
            *("MINHBACH_SECRETS_FOLDER", "MINHBACH_KAFKA_SERVERS", "MINHBACH_TEST_MONGODB"),
        )
    )
