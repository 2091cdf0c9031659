namespace Pulumi.Aws;

internal sealed class AwsResourceTypeAttribute(string type) : ResourceTypeAttribute(type, "7.48.0");
