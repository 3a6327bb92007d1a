"""What can go wrong while weights are fetched, each as a type with what is safe and what to do."""

from __future__ import annotations

from desktop.domain.errors import MissingError, ModelMissing, StorageFull

_SAFE = "Everything fetched so far is kept and will be continued."
_OFFLINE = "Without a network: `candid models import FOLDER` takes the files from a folder or a stick."


class FetchError(MissingError):
    """A fetch that did not succeed."""


class NoNetwork(FetchError):
    """The name is not found, nothing answers, or the proxy or certificate stops the connection."""

    def __init__(self, host: str, detail: str) -> None:
        super().__init__(
            f"{host} cannot be reached: {detail}.",
            safe=_SAFE,
            action=f"Check network, proxy (HTTPS_PROXY) and certificates (SSL_CERT_FILE). {_OFFLINE}",
        )


class ServerSilent(FetchError):
    """The server accepted the request and then sent nothing."""

    def __init__(self, host: str, seconds: float) -> None:
        super().__init__(
            f"{host} sent nothing for {seconds:g} seconds.", safe=_SAFE, action=f"Fetch again to continue. {_OFFLINE}"
        )


class SourceGone(FetchError):
    """The file or package is not there (any more)."""

    def __init__(self, what: str, host: str) -> None:
        super().__init__(f"{what} is not to be had from {host}.", safe=_SAFE, action=_OFFLINE)


class ServerRefused(FetchError):
    """The server answered with a status that is neither the file nor 'not found'."""

    def __init__(self, what: str, host: str, status: int) -> None:
        super().__init__(
            f"{host} refused {what} (HTTP {status}).",
            safe=_SAFE,
            action=f"Try again later, or check the credentials of the package index. {_OFFLINE}",
        )


class Interrupted(FetchError):
    """The person stopped it, or the connection kept breaking."""

    def __init__(self, what: str) -> None:
        super().__init__(what, safe=_SAFE, action="Fetch again to continue where it stopped.")


class NoIndex(FetchError):
    """No package index is set up and none is known by default."""

    def __init__(self) -> None:
        super().__init__(
            "No package index is known on this computer.",
            safe=_SAFE,
            action=f"Set PIP_INDEX_URL to the address of a simple index. {_OFFLINE}",
        )


class WrongHash(ModelMissing):
    """The bytes are not those that the catalogue names."""

    def __init__(self, file: str, where: str) -> None:
        super().__init__(
            f"{file} from {where} is not the file that the catalogue names (its SHA-256 differs).",
            safe="It was thrown away; files already in place are untouched.",
            action="Fetch again; if it stays wrong, the source has changed: use another one.",
        )


class NoSpace(StorageFull):
    """Not enough room for what is to be fetched."""

    def __init__(self, needed: int, free: int, folder: str) -> None:
        super().__init__(
            f"{folder} needs about {needed / 1e9:.2f} GB of free space and has {free / 1e9:.2f} GB.",
            safe=_SAFE,
            action="Free some space, or set CANDID_MODELS to a folder on a larger disk.",
        )


class NotPermitted(MissingError):
    """The models folder cannot be written."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"{path} cannot be written.",
            safe=_SAFE,
            action="Check the folder's permissions, or set CANDID_MODELS to a folder of your own.",
        )


class Busy(MissingError):
    """Another program is fetching into the same folder."""

    def __init__(self, folder: str) -> None:
        super().__init__(
            f"Another fetch is already running in {folder}.", action="Wait until it has finished, then try again."
        )
