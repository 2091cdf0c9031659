using Pulumi;
using Pulumi.Aws.S3;
using Pulumi.Aws.S3.Inputs;

namespace Quorum.Infra.Components;

/// <summary>The bucket of the snapshot repository: encrypted, versioned, closed to the public and to plain HTTP.</summary>
public sealed class Snapshots : Part
{
    private const int AbortUploadsDays = 7;

    public Snapshots(InfraConfig config, Encryption encryption, Resource parent) : base("Snapshots", "snapshots", config, parent)
    {
        Bucket = new Bucket("snapshot-bucket", new() { BucketName = config.SnapshotBucket, ForceDestroy = false, Tags = Tags("snapshot-bucket") }, Kept);
        var closed = new BucketPublicAccessBlock("snapshot-bucket-closed", new()
        {
            Bucket = Bucket.Id, BlockPublicAcls = true, BlockPublicPolicy = true, IgnorePublicAcls = true, RestrictPublicBuckets = true,
        }, Child);
        var versioning = new BucketVersioning("snapshot-bucket-versions", new()
        {
            Bucket = Bucket.Id, VersioningConfiguration = new BucketVersioningVersioningConfigurationArgs { Status = "Enabled" },
        }, Child);
        var algorithm = new BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultArgs
        {
            SseAlgorithm = encryption.KeyArn is null ? "AES256" : "aws:kms",
        };
        if (encryption.KeyArn is { } key) algorithm.KmsMasterKeyId = key;
        _ = new BucketServerSideEncryptionConfiguration("snapshot-bucket-encryption", new()
        {
            Bucket = Bucket.Id,
            Rules = new BucketServerSideEncryptionConfigurationRuleArgs
            {
                ApplyServerSideEncryptionByDefault = algorithm, BucketKeyEnabled = encryption.KeyArn is not null,
            },
        }, Child);
        var afterVersioning = Child;
        afterVersioning.DependsOn.Add(versioning);
        _ = new BucketLifecycleConfiguration("snapshot-bucket-lifecycle", new()
        {
            Bucket = Bucket.Id,
            // Only superseded versions and abandoned uploads: which snapshot to keep is SLM's business, a file it still needs must not vanish.
            Rules = new BucketLifecycleConfigurationRuleArgs
            {
                Id = "superseded",
                Status = "Enabled",
                Filter = new BucketLifecycleConfigurationRuleFilterArgs { Prefix = "" },
                NoncurrentVersionExpiration = new BucketLifecycleConfigurationRuleNoncurrentVersionExpirationArgs { NoncurrentDays = config.SnapshotVersionDays },
                AbortIncompleteMultipartUpload = new BucketLifecycleConfigurationRuleAbortIncompleteMultipartUploadArgs { DaysAfterInitiation = AbortUploadsDays },
            },
        }, afterVersioning);
        var afterClosing = Child;
        afterClosing.DependsOn.Add(closed);
        _ = new BucketPolicy("snapshot-bucket-policy", new() { Bucket = Bucket.Id, Policy = Bucket.Arn.Apply(OnlyTls) }, afterClosing);
        RegisterOutputs();
    }

    /// <summary>Elasticsearch writes it at the end of every snapshot, so its age is the last snapshot's.</summary>
    public const string LatestKey = "index.latest";

    public Bucket Bucket { get; }

    private static string OnlyTls(string arn) => Policy.Document(new Statement(["s3:*"], [arn, $"{arn}/*"])
    {
        Effect = "Deny", Because = "DenyPlainHttp", Principal = ("AWS", "*"), Conditions = Policy.When(("Bool", "aws:SecureTransport", ["false"])),
    });
}
