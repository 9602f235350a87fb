"""The composition root: the one place where the classifier's parts are built."""

from minhbach_classifier.assessing import Assessor, Stores
from minhbach_classifier.handlers import RegisterIntake, SnapshotIntake
from minhbach_classifier.rule_files import load_rule_sets
from minhbach_classifier.settings import ClassifierSettings
from minhbach_classifier.storage.articles import Articles
from minhbach_classifier.storage.judgements import Judgements
from minhbach_classifier.storage.pages import Pages
from minhbach_classifier.storage.register import Register, Salts
from minhbach_classifier.storage.warc import Captures
from minhbach_shared.captures import CaptureStore
from minhbach_shared.delivery import Patience, Producer, Publisher, Subscription
from minhbach_shared.events import SiteVersion, Snapshot
from minhbach_shared.service import Service
from minhbach_shared.store import Client, connect, database

NAME = "classifier"


def create_app(settings: ClassifierSettings) -> Service:
    """The classifier, ready to run.

    Raises:
        Misconfigured: the capture store cannot be opened, or a rule set does not load.
    """
    client = connect(settings.mongodb_uri.get_secret_value())
    stores = _stores(settings, client)
    publisher = Publisher(Producer(settings), NAME)
    secret = settings.secret.get_secret_value().encode()
    assessor = Assessor(stores, load_rule_sets(), publisher, secret)
    return Service(
        name=NAME,
        settings=settings,
        subscriptions=(_register(stores.register), _snapshots(assessor, settings.batch)),
        prepare=(stores.articles.ensure_indexes, stores.judgements.ensure_indexes),
        close=(publisher.stop, client.close),
        # Snapshots may overtake the register's versions that they name: they wait for them.
        patience=Patience(attempts=8, first=0.25, longest=5.0),
    )


def _stores(settings: ClassifierSettings, client: Client) -> Stores:
    data = database(client, settings.mongodb_database)
    salts = database(client, settings.salts_database)["salts"]
    captures = Captures(CaptureStore.open(settings.captures_url))
    return Stores(
        Register(data["register"]),
        Salts(salts),
        Articles(data["articles"]),
        Judgements(data["judgements"]),
        Pages(captures, settings.pages_kept),
    )


def _register(register: Register) -> Subscription:
    return Subscription(
        topics=(SiteVersion.topic,),
        group=f"{NAME}.register",
        events=(SiteVersion,),
        handle=RegisterIntake(register).handle,
    )


def _snapshots(assessor: Assessor, batch: int) -> Subscription:
    return Subscription(
        topics=(Snapshot.topic,),
        group=NAME,
        events=(Snapshot,),
        handle=SnapshotIntake(assessor).handle,
        batch=batch,
    )
