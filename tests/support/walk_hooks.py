"""What Schemathesis has to be told before it walks the API; it loads this file by itself."""

import schemathesis
from hypothesis import strategies

# It knows no mails. Any bytes may come from a mail server's pipe, but none at all.
schemathesis.openapi.media_type("message/rfc822", strategies.binary(min_size=1))
