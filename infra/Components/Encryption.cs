using Pulumi;
using Pulumi.Aws.Kms;

namespace Quorum.Infra.Components;

/// <summary>The key of data volumes, snapshots, logs and secrets: AWS-managed, this stack's own, or one that exists.</summary>
public sealed class Encryption : Part
{
    private const int DeletionWindowDays = 30;

    public Encryption(InfraConfig config, Resource parent) : base("Encryption", "encryption", config, parent)
    {
        if (config.KmsKey == "own")
        {
            var key = new Key("key", new()
            {
                Description = $"Data of the Elasticsearch cluster {config.ClusterName}",
                EnableKeyRotation = true,
                DeletionWindowInDays = DeletionWindowDays,
                Policy = KeyPolicy(config),
                Tags = Tags("key"),
            }, Kept);
            _ = new Pulumi.Aws.Kms.Alias("key-alias", new() { Name = $"alias/{config.ClusterName}", TargetKeyId = key.KeyId }, Child);
            KeyArn = key.Arn;
        }
        else if (config.KmsKey != "aws")
        {
            KeyArn = Output.Create(config.KmsKey);
        }

        RegisterOutputs();
    }

    /// <summary>Null: AWS-managed keys.</summary>
    public Output<string>? KeyArn { get; }

    private static string KeyPolicy(InfraConfig config) => Policy.Document(
        new Statement(["kms:*"], ["*"])
        {
            // A key's policy names the key itself as *; without this statement nobody could ever change the policy again.
            Because = "TheAccountAdministersItsKey", Principal = ("AWS", $"arn:aws:iam::{config.AccountId}:root"),
        },
        new Statement(["kms:Encrypt", "kms:Decrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:DescribeKey"], ["*"])
        {
            Because = "LogGroupsOfThisClusterOnly", Principal = ("Service", $"logs.{config.Region}.amazonaws.com"),
            Conditions = Policy.When(("ArnLike", "kms:EncryptionContext:aws:logs:arn", [$"arn:aws:logs:{config.Region}:{config.AccountId}:log-group:/quorum/{config.ClusterName}/*"])),
        });
}
