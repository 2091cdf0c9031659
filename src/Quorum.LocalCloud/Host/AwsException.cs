namespace Quorum.LocalCloud.Host;

/// <summary>An error as AWS gives it: <see cref="Code"/> is the JSON <c>__type</c> or the XML <c>Code</c>.</summary>
public sealed class AwsException(string code, string message, int status = AwsException.BadRequest) : Exception(message)
{
    public const int BadRequest = 400;

    public string Code { get; } = code;

    /// <summary>HTTP status.</summary>
    public int Status { get; } = status;
}
