"""``s3://BUCKET/PREFIX``: weights in an object store that speaks S3, read without fetching them.

::

    //BUCKET/PREFIX --place--> S3Place       bucket and prefix
    environment, ~/.aws --account--> Account endpoint, region, keys; nobody is asked for any of them
    Account --bucket--> Bucket               bounded requests, --signing--> signed where there is a key
    Bucket --listing--> Page                 what the bucket says is in it
                    --source--> FileSeen     headers by range requests; only documents are fetched whole

Only a bucket that the user named is asked for, at its endpoint and nowhere else.
"""

from auditor.sources.s3.source import S3Source

__all__ = ["S3Source"]
