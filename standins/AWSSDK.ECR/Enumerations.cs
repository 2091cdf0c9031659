using Amazon.Runtime;

namespace Amazon.ECR;

public class EncryptionType : ConstantClass
{
    public static readonly EncryptionType AES256 = new("AES256");
    public static readonly EncryptionType KMS = new("KMS");
    public static readonly EncryptionType KMS_DSSE = new("KMS_DSSE");

    public EncryptionType(string value) : base(value) { }

    public static EncryptionType FindValue(string value) => FindValue<EncryptionType>(value);

    public static implicit operator EncryptionType(string value) => FindValue(value);
}

public class FindingSeverity : ConstantClass
{
    public static readonly FindingSeverity INFORMATIONAL = new("INFORMATIONAL");
    public static readonly FindingSeverity LOW = new("LOW");
    public static readonly FindingSeverity MEDIUM = new("MEDIUM");
    public static readonly FindingSeverity HIGH = new("HIGH");
    public static readonly FindingSeverity CRITICAL = new("CRITICAL");
    public static readonly FindingSeverity UNDEFINED = new("UNDEFINED");

    public FindingSeverity(string value) : base(value) { }

    public static FindingSeverity FindValue(string value) => FindValue<FindingSeverity>(value);

    public static implicit operator FindingSeverity(string value) => FindValue(value);
}

public class ImageActionType : ConstantClass
{
    public static readonly ImageActionType EXPIRE = new("EXPIRE");
    public static readonly ImageActionType TRANSITION = new("TRANSITION");

    public ImageActionType(string value) : base(value) { }

    public static ImageActionType FindValue(string value) => FindValue<ImageActionType>(value);

    public static implicit operator ImageActionType(string value) => FindValue(value);
}

public class ImageFailureCode : ConstantClass
{
    public static readonly ImageFailureCode InvalidImageDigest = new("InvalidImageDigest");
    public static readonly ImageFailureCode InvalidImageTag = new("InvalidImageTag");
    public static readonly ImageFailureCode ImageTagDoesNotMatchDigest = new("ImageTagDoesNotMatchDigest");
    public static readonly ImageFailureCode ImageNotFound = new("ImageNotFound");
    public static readonly ImageFailureCode MissingDigestAndTag = new("MissingDigestAndTag");
    public static readonly ImageFailureCode ImageReferencedByManifestList = new("ImageReferencedByManifestList");
    public static readonly ImageFailureCode KmsError = new("KmsError");
    public static readonly ImageFailureCode UpstreamAccessDenied = new("UpstreamAccessDenied");
    public static readonly ImageFailureCode UpstreamTooManyRequests = new("UpstreamTooManyRequests");
    public static readonly ImageFailureCode UpstreamUnavailable = new("UpstreamUnavailable");
    public static readonly ImageFailureCode ImageInaccessible = new("ImageInaccessible");

    public ImageFailureCode(string value) : base(value) { }

    public static ImageFailureCode FindValue(string value) => FindValue<ImageFailureCode>(value);

    public static implicit operator ImageFailureCode(string value) => FindValue(value);
}

public class ImageStatus : ConstantClass
{
    public static readonly ImageStatus ACTIVE = new("ACTIVE");
    public static readonly ImageStatus ARCHIVED = new("ARCHIVED");
    public static readonly ImageStatus ACTIVATING = new("ACTIVATING");

    public ImageStatus(string value) : base(value) { }

    public static ImageStatus FindValue(string value) => FindValue<ImageStatus>(value);

    public static implicit operator ImageStatus(string value) => FindValue(value);
}

public class ImageStatusFilter : ConstantClass
{
    public static readonly ImageStatusFilter ACTIVE = new("ACTIVE");
    public static readonly ImageStatusFilter ARCHIVED = new("ARCHIVED");
    public static readonly ImageStatusFilter ACTIVATING = new("ACTIVATING");
    public static readonly ImageStatusFilter ANY = new("ANY");

    public ImageStatusFilter(string value) : base(value) { }

    public static ImageStatusFilter FindValue(string value) => FindValue<ImageStatusFilter>(value);

    public static implicit operator ImageStatusFilter(string value) => FindValue(value);
}

public class ImageTagMutability : ConstantClass
{
    public static readonly ImageTagMutability MUTABLE = new("MUTABLE");
    public static readonly ImageTagMutability IMMUTABLE = new("IMMUTABLE");
    public static readonly ImageTagMutability IMMUTABLE_WITH_EXCLUSION = new("IMMUTABLE_WITH_EXCLUSION");
    public static readonly ImageTagMutability MUTABLE_WITH_EXCLUSION = new("MUTABLE_WITH_EXCLUSION");

    public ImageTagMutability(string value) : base(value) { }

    public static ImageTagMutability FindValue(string value) => FindValue<ImageTagMutability>(value);

    public static implicit operator ImageTagMutability(string value) => FindValue(value);
}

public class ImageTagMutabilityExclusionFilterType : ConstantClass
{
    public static readonly ImageTagMutabilityExclusionFilterType WILDCARD = new("WILDCARD");

    public ImageTagMutabilityExclusionFilterType(string value) : base(value) { }

    public static ImageTagMutabilityExclusionFilterType FindValue(string value) => FindValue<ImageTagMutabilityExclusionFilterType>(value);

    public static implicit operator ImageTagMutabilityExclusionFilterType(string value) => FindValue(value);
}

public class LayerAvailability : ConstantClass
{
    public static readonly LayerAvailability AVAILABLE = new("AVAILABLE");
    public static readonly LayerAvailability UNAVAILABLE = new("UNAVAILABLE");
    public static readonly LayerAvailability ARCHIVED = new("ARCHIVED");

    public LayerAvailability(string value) : base(value) { }

    public static LayerAvailability FindValue(string value) => FindValue<LayerAvailability>(value);

    public static implicit operator LayerAvailability(string value) => FindValue(value);
}

public class LayerFailureCode : ConstantClass
{
    public static readonly LayerFailureCode InvalidLayerDigest = new("InvalidLayerDigest");
    public static readonly LayerFailureCode MissingLayerDigest = new("MissingLayerDigest");

    public LayerFailureCode(string value) : base(value) { }

    public static LayerFailureCode FindValue(string value) => FindValue<LayerFailureCode>(value);

    public static implicit operator LayerFailureCode(string value) => FindValue(value);
}

public class LifecyclePolicyPreviewStatus : ConstantClass
{
    public static readonly LifecyclePolicyPreviewStatus IN_PROGRESS = new("IN_PROGRESS");
    public static readonly LifecyclePolicyPreviewStatus COMPLETE = new("COMPLETE");
    public static readonly LifecyclePolicyPreviewStatus EXPIRED = new("EXPIRED");
    public static readonly LifecyclePolicyPreviewStatus FAILED = new("FAILED");

    public LifecyclePolicyPreviewStatus(string value) : base(value) { }

    public static LifecyclePolicyPreviewStatus FindValue(string value) => FindValue<LifecyclePolicyPreviewStatus>(value);

    public static implicit operator LifecyclePolicyPreviewStatus(string value) => FindValue(value);
}

public class LifecyclePolicyStorageClass : ConstantClass
{
    public static readonly LifecyclePolicyStorageClass ARCHIVE = new("ARCHIVE");
    public static readonly LifecyclePolicyStorageClass STANDARD = new("STANDARD");

    public LifecyclePolicyStorageClass(string value) : base(value) { }

    public static LifecyclePolicyStorageClass FindValue(string value) => FindValue<LifecyclePolicyStorageClass>(value);

    public static implicit operator LifecyclePolicyStorageClass(string value) => FindValue(value);
}

public class LifecyclePolicyTargetStorageClass : ConstantClass
{
    public static readonly LifecyclePolicyTargetStorageClass ARCHIVE = new("ARCHIVE");

    public LifecyclePolicyTargetStorageClass(string value) : base(value) { }

    public static LifecyclePolicyTargetStorageClass FindValue(string value) => FindValue<LifecyclePolicyTargetStorageClass>(value);

    public static implicit operator LifecyclePolicyTargetStorageClass(string value) => FindValue(value);
}

public class RepositoryFilterType : ConstantClass
{
    public static readonly RepositoryFilterType PREFIX_MATCH = new("PREFIX_MATCH");

    public RepositoryFilterType(string value) : base(value) { }

    public static RepositoryFilterType FindValue(string value) => FindValue<RepositoryFilterType>(value);

    public static implicit operator RepositoryFilterType(string value) => FindValue(value);
}

public class ScanStatus : ConstantClass
{
    public static readonly ScanStatus IN_PROGRESS = new("IN_PROGRESS");
    public static readonly ScanStatus COMPLETE = new("COMPLETE");
    public static readonly ScanStatus FAILED = new("FAILED");
    public static readonly ScanStatus UNSUPPORTED_IMAGE = new("UNSUPPORTED_IMAGE");
    public static readonly ScanStatus ACTIVE = new("ACTIVE");
    public static readonly ScanStatus PENDING = new("PENDING");
    public static readonly ScanStatus SCAN_ELIGIBILITY_EXPIRED = new("SCAN_ELIGIBILITY_EXPIRED");
    public static readonly ScanStatus FINDINGS_UNAVAILABLE = new("FINDINGS_UNAVAILABLE");
    public static readonly ScanStatus LIMIT_EXCEEDED = new("LIMIT_EXCEEDED");
    public static readonly ScanStatus IMAGE_ARCHIVED = new("IMAGE_ARCHIVED");

    public ScanStatus(string value) : base(value) { }

    public static ScanStatus FindValue(string value) => FindValue<ScanStatus>(value);

    public static implicit operator ScanStatus(string value) => FindValue(value);
}

public class TagStatus : ConstantClass
{
    public static readonly TagStatus TAGGED = new("TAGGED");
    public static readonly TagStatus UNTAGGED = new("UNTAGGED");
    public static readonly TagStatus ANY = new("ANY");

    public TagStatus(string value) : base(value) { }

    public static TagStatus FindValue(string value) => FindValue<TagStatus>(value);

    public static implicit operator TagStatus(string value) => FindValue(value);
}
