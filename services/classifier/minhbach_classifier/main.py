"""The composition root: the one place where the classifier's parts are built."""

from datetime import timedelta

from prometheus_client import CollectorRegistry

from minhbach_classifier.asking import Asking
from minhbach_classifier.assessing import Assessor
from minhbach_classifier.domain_lists import DomainLists
from minhbach_classifier.handlers import RegisterIntake, SnapshotIntake
from minhbach_classifier.metering import meter_reading, tell_reading
from minhbach_classifier.rule_files import load_rule_sets
from minhbach_classifier.settings import ClassifierSettings
from minhbach_classifier.storage.addresses import Addresses
from minhbach_classifier.storage.articles import Articles, Keeping
from minhbach_classifier.storage.index.stop_keys import load_stop_keys
from minhbach_classifier.storage.judgements import Judgements
from minhbach_classifier.storage.pages import Pages
from minhbach_classifier.storage.register import Register, Salts
from minhbach_classifier.storage.warc import Captures
from minhbach_classifier.storage.wishes import Wishes
from minhbach_classifier.weighing import Stores, Weigher
from minhbach_shared.captures import CaptureStore
from minhbach_shared.clock import sleep, utc_now
from minhbach_shared.delivery import Patience, Producer, Publisher, Subscription
from minhbach_shared.events import SiteVersion, Snapshot
from minhbach_shared.service import Service, new_registry
from minhbach_shared.store import connect, database

NAME = "classifier"


def create_app(settings: ClassifierSettings) -> Service:
    """The classifier, ready to run.

    Raises:
        Misconfigured: the capture store cannot be opened, or a rule set does not load.
    """
    client = connect(settings.mongodb_uri.get_secret_value())
    data = database(client, settings.mongodb_database)
    register, wishes = Register(data["register"]), Wishes(data["wishes"])
    articles = Articles(data["articles"], _keeping(settings))
    judgements, addresses = Judgements(data["judgements"]), Addresses(data["addresses"])
    publisher = Publisher(Producer(settings), NAME)
    asking = Asking(wishes, publisher, utc_now, sleep, settings.wishes_poll_seconds)
    stores = Stores(
        register,
        Salts(database(client, settings.salts_database)["salts"]),
        articles,
        judgements,
        addresses,
        Pages(Captures(CaptureStore.of(settings)), settings.pages_kept),
    )
    secret = settings.secret.get_secret_value().encode()
    listed = DomainLists(settings.domain_lists, settings.domain_lists_seconds, sleep)
    weigher = Weigher(stores, load_rule_sets(), secret, lambda: listed.lists)
    assessor = Assessor(stores, weigher, asking, publisher)
    return Service(
        name=NAME,
        settings=settings,
        subscriptions=(_register(register), _snapshots(assessor, settings.batch)),
        prepare=(
            tell_reading,
            articles.ensure_indexes,
            judgements.ensure_indexes,
            addresses.ensure_indexes,
            wishes.ensure_indexes,
            articles.open,
            listed.refresh,
        ),
        tasks=(asking.run, listed.run),
        close=(publisher.stop, articles.close, client.close),
        registry=_registry(),
        # Snapshots may overtake the register's versions that they name: they wait for them.
        patience=Patience(attempts=8, first=0.25, longest=5.0),
    )


def _registry() -> CollectorRegistry:
    registry = new_registry()
    meter_reading(registry)
    return registry


def _keeping(settings: ClassifierSettings) -> Keeping:
    return Keeping(
        settings.index_folder,
        settings.index_seal_at,
        timedelta(days=settings.articles_kept_days),
        load_stop_keys(),
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
