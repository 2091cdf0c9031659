using System.Net;
using Amazon.Runtime;

namespace Amazon.ECR.Model;

public class EmptyUploadException : AmazonECRException
{
    public EmptyUploadException(string message) : base(message) { }
    public EmptyUploadException(string message, Exception innerException) : base(message, innerException) { }
    public EmptyUploadException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
    public EmptyUploadException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
}

public class ImageAlreadyExistsException : AmazonECRException
{
    public ImageAlreadyExistsException(string message) : base(message) { }
    public ImageAlreadyExistsException(string message, Exception innerException) : base(message, innerException) { }
    public ImageAlreadyExistsException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
    public ImageAlreadyExistsException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
}

public class ImageArchivedException : AmazonECRException
{
    public ImageArchivedException(string message) : base(message) { }
    public ImageArchivedException(string message, Exception innerException) : base(message, innerException) { }
    public ImageArchivedException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
    public ImageArchivedException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
}

public class ImageDigestDoesNotMatchException : AmazonECRException
{
    public ImageDigestDoesNotMatchException(string message) : base(message) { }
    public ImageDigestDoesNotMatchException(string message, Exception innerException) : base(message, innerException) { }
    public ImageDigestDoesNotMatchException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
    public ImageDigestDoesNotMatchException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
}

public class ImageNotFoundException : AmazonECRException
{
    public ImageNotFoundException(string message) : base(message) { }
    public ImageNotFoundException(string message, Exception innerException) : base(message, innerException) { }
    public ImageNotFoundException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
    public ImageNotFoundException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
}

public class ImageTagAlreadyExistsException : AmazonECRException
{
    public ImageTagAlreadyExistsException(string message) : base(message) { }
    public ImageTagAlreadyExistsException(string message, Exception innerException) : base(message, innerException) { }
    public ImageTagAlreadyExistsException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
    public ImageTagAlreadyExistsException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
}

public class InvalidLayerException : AmazonECRException
{
    public InvalidLayerException(string message) : base(message) { }
    public InvalidLayerException(string message, Exception innerException) : base(message, innerException) { }
    public InvalidLayerException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
    public InvalidLayerException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
}

public class InvalidLayerPartException : AmazonECRException
{
    public InvalidLayerPartException(string message) : base(message) { }
    public InvalidLayerPartException(string message, Exception innerException) : base(message, innerException) { }
    public InvalidLayerPartException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
    public InvalidLayerPartException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
}

public class InvalidParameterException : AmazonECRException
{
    public InvalidParameterException(string message) : base(message) { }
    public InvalidParameterException(string message, Exception innerException) : base(message, innerException) { }
    public InvalidParameterException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
    public InvalidParameterException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
}

public class InvalidTagParameterException : AmazonECRException
{
    public InvalidTagParameterException(string message) : base(message) { }
    public InvalidTagParameterException(string message, Exception innerException) : base(message, innerException) { }
    public InvalidTagParameterException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
    public InvalidTagParameterException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
}

public class KmsException : AmazonECRException
{
    public KmsException(string message) : base(message) { }
    public KmsException(string message, Exception innerException) : base(message, innerException) { }
    public KmsException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
    public KmsException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
}

public class LayerAlreadyExistsException : AmazonECRException
{
    public LayerAlreadyExistsException(string message) : base(message) { }
    public LayerAlreadyExistsException(string message, Exception innerException) : base(message, innerException) { }
    public LayerAlreadyExistsException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
    public LayerAlreadyExistsException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
}

public class LayerInaccessibleException : AmazonECRException
{
    public LayerInaccessibleException(string message) : base(message) { }
    public LayerInaccessibleException(string message, Exception innerException) : base(message, innerException) { }
    public LayerInaccessibleException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
    public LayerInaccessibleException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
}

public class LayerPartTooSmallException : AmazonECRException
{
    public LayerPartTooSmallException(string message) : base(message) { }
    public LayerPartTooSmallException(string message, Exception innerException) : base(message, innerException) { }
    public LayerPartTooSmallException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
    public LayerPartTooSmallException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
}

public class LayersNotFoundException : AmazonECRException
{
    public LayersNotFoundException(string message) : base(message) { }
    public LayersNotFoundException(string message, Exception innerException) : base(message, innerException) { }
    public LayersNotFoundException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
    public LayersNotFoundException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
}

public class LifecyclePolicyNotFoundException : AmazonECRException
{
    public LifecyclePolicyNotFoundException(string message) : base(message) { }
    public LifecyclePolicyNotFoundException(string message, Exception innerException) : base(message, innerException) { }
    public LifecyclePolicyNotFoundException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
    public LifecyclePolicyNotFoundException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
}

public class LifecyclePolicyPreviewInProgressException : AmazonECRException
{
    public LifecyclePolicyPreviewInProgressException(string message) : base(message) { }
    public LifecyclePolicyPreviewInProgressException(string message, Exception innerException) : base(message, innerException) { }
    public LifecyclePolicyPreviewInProgressException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
    public LifecyclePolicyPreviewInProgressException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
}

public class LifecyclePolicyPreviewNotFoundException : AmazonECRException
{
    public LifecyclePolicyPreviewNotFoundException(string message) : base(message) { }
    public LifecyclePolicyPreviewNotFoundException(string message, Exception innerException) : base(message, innerException) { }
    public LifecyclePolicyPreviewNotFoundException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
    public LifecyclePolicyPreviewNotFoundException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
}

public class LimitExceededException : AmazonECRException
{
    public LimitExceededException(string message) : base(message) { }
    public LimitExceededException(string message, Exception innerException) : base(message, innerException) { }
    public LimitExceededException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
    public LimitExceededException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
}

public class ReferencedImagesNotFoundException : AmazonECRException
{
    public ReferencedImagesNotFoundException(string message) : base(message) { }
    public ReferencedImagesNotFoundException(string message, Exception innerException) : base(message, innerException) { }
    public ReferencedImagesNotFoundException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
    public ReferencedImagesNotFoundException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
}

public class RepositoryAlreadyExistsException : AmazonECRException
{
    public RepositoryAlreadyExistsException(string message) : base(message) { }
    public RepositoryAlreadyExistsException(string message, Exception innerException) : base(message, innerException) { }
    public RepositoryAlreadyExistsException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
    public RepositoryAlreadyExistsException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
}

public class RepositoryNotEmptyException : AmazonECRException
{
    public RepositoryNotEmptyException(string message) : base(message) { }
    public RepositoryNotEmptyException(string message, Exception innerException) : base(message, innerException) { }
    public RepositoryNotEmptyException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
    public RepositoryNotEmptyException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
}

public class RepositoryNotFoundException : AmazonECRException
{
    public RepositoryNotFoundException(string message) : base(message) { }
    public RepositoryNotFoundException(string message, Exception innerException) : base(message, innerException) { }
    public RepositoryNotFoundException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
    public RepositoryNotFoundException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
}

public class RepositoryPolicyNotFoundException : AmazonECRException
{
    public RepositoryPolicyNotFoundException(string message) : base(message) { }
    public RepositoryPolicyNotFoundException(string message, Exception innerException) : base(message, innerException) { }
    public RepositoryPolicyNotFoundException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
    public RepositoryPolicyNotFoundException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
}

public class ScanNotFoundException : AmazonECRException
{
    public ScanNotFoundException(string message) : base(message) { }
    public ScanNotFoundException(string message, Exception innerException) : base(message, innerException) { }
    public ScanNotFoundException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
    public ScanNotFoundException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
}

public class ServerException : AmazonECRException
{
    public ServerException(string message) : base(message) { }
    public ServerException(string message, Exception innerException) : base(message, innerException) { }
    public ServerException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
    public ServerException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
}

public class TooManyTagsException : AmazonECRException
{
    public TooManyTagsException(string message) : base(message) { }
    public TooManyTagsException(string message, Exception innerException) : base(message, innerException) { }
    public TooManyTagsException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
    public TooManyTagsException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
}

public class UnableToGetUpstreamImageException : AmazonECRException
{
    public UnableToGetUpstreamImageException(string message) : base(message) { }
    public UnableToGetUpstreamImageException(string message, Exception innerException) : base(message, innerException) { }
    public UnableToGetUpstreamImageException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
    public UnableToGetUpstreamImageException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
}

public class UnableToGetUpstreamLayerException : AmazonECRException
{
    public UnableToGetUpstreamLayerException(string message) : base(message) { }
    public UnableToGetUpstreamLayerException(string message, Exception innerException) : base(message, innerException) { }
    public UnableToGetUpstreamLayerException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
    public UnableToGetUpstreamLayerException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
}

public class UnsupportedImageTypeException : AmazonECRException
{
    public UnsupportedImageTypeException(string message) : base(message) { }
    public UnsupportedImageTypeException(string message, Exception innerException) : base(message, innerException) { }
    public UnsupportedImageTypeException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
    public UnsupportedImageTypeException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
}

public class UploadNotFoundException : AmazonECRException
{
    public UploadNotFoundException(string message) : base(message) { }
    public UploadNotFoundException(string message, Exception innerException) : base(message, innerException) { }
    public UploadNotFoundException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
    public UploadNotFoundException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
}

public class ValidationException : AmazonECRException
{
    public ValidationException(string message) : base(message) { }
    public ValidationException(string message, Exception innerException) : base(message, innerException) { }
    public ValidationException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, innerException, errorType, errorCode, requestId, statusCode) { }
    public ValidationException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode) : base(message, errorType, errorCode, requestId, statusCode) { }
}
