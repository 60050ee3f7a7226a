// What the engine's public declarations are made of, so that `import AWSPubEngine` is enough.
@_exported public import AWSPartition
@_exported public import CanonicalJSON
@_exported public import ImageConfig
