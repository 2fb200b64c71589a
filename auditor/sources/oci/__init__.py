"""``oci:PATH``: a saved container image, an OCI layout or model artifact, a folder or one archive.

::

    PATH --storage--> Storage               blobs by name: files of a folder, or members of an archive
         --images---> Image*                names, configuration, layers with their digests
    layer --unpacked--> bytes               a stream, gunzipped, digested as it passes, bounded
          --tar_stream-> Entry*             files, links and whiteouts, in their order
          --streamed--> Streamed            what a format needs of a file within
    layers --overlay--> files of the image  the lowest layer first; whiteouts take back
           --source---> FileSeen | DocumentSeen | StoreEntry | InUse

Nothing is unpacked. A member whose format jumps to and fro in a compressed layer is held in an unnamed
temporary file while its header is read, up to a bound.
"""

from auditor.sources.oci.source import OciSource

__all__ = ["OciSource"]
