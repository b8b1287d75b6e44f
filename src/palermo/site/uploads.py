"""Files on their way in stay in memory: a name on a disk, even for a moment, would lie there in the clear."""

from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers

TOO_LARGE = "palermo_too_large"
"""Set on the request when a file was larger than allowed; its bytes were let go as they came."""


class InMemory(FileUploadHandler):
    """Keeps a file of up to ``UPLOAD_LIMIT`` bytes; of a larger one nothing."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.held: BytesIO | None = BytesIO()
        raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.held is not None and start + len(raw_data) > settings.UPLOAD_LIMIT:
            self.held = None
            if self.request is not None:
                setattr(self.request, TOO_LARGE, True)
        if self.held is not None:
            self.held.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile | None:
        if self.held is None:
            return None
        self.held.seek(0)
        return InMemoryUploadedFile(
            file=self.held,
            field_name=self.field_name,
            name=self.file_name or "file",
            content_type=self.content_type or "",
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
