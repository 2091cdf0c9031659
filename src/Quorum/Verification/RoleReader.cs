using System.Text.Json;
using Amazon.CloudWatchLogs.Model;
using Amazon.ECR.Model;
using Amazon.ECS.Model;
using Amazon.Runtime;
using Amazon.SecurityToken.Model;
using Amazon.SimpleSystemsManagement.Model;
using Quorum.Pipeline;
using Task = System.Threading.Tasks.Task;

namespace Quorum.Verification;

/// <summary>
/// What the task execution role can do, found out with its own rights: the role is taken on, and image, secrets and log stream are used as the ECS
/// agent uses them. What a deployer may read says nothing about what the agent may.
/// </summary>
internal sealed class RoleReader(AwsClients aws, HttpClient downloads)
{
    /// <summary>The role's trust names it: a session of another name is not let in.</summary>
    public const string SessionName = "quorum-verify";

    private const int SessionSeconds = 900, NamesPerCall = 10;

    private static readonly string[] Manifests =
    [
        "application/vnd.oci.image.manifest.v1+json", "application/vnd.oci.image.index.v1+json",
        "application/vnd.docker.distribution.manifest.v2+json", "application/vnd.docker.distribution.manifest.list.v2+json",
    ];

    /// <exception cref="AmazonServiceException">The role does not exist or does not trust the caller.</exception>
    public async Task<(RoleClients Clients, string Arn)> AssumeAsync(string roleArn, CancellationToken cancellation)
    {
        var answer = await aws.Sts.AssumeRoleAsync(new AssumeRoleRequest { RoleArn = roleArn, RoleSessionName = SessionName, DurationSeconds = SessionSeconds }, cancellation).ConfigureAwait(false);
        var credentials = answer.Credentials;
        return (aws.As(new SessionAWSCredentials(credentials.AccessKeyId, credentials.SecretAccessKey, credentials.SessionToken)), answer.AssumedRoleUser.Arn);
    }

    /// <summary>Manifest and platform as a pull finds them.</summary>
    public async Task<Fact<ImageFact>> ImageAsync(RoleClients role, string repository, string digest, string reference, CancellationToken cancellation)
    {
        var answer = await role.Ecr.BatchGetImageAsync(new BatchGetImageRequest { RepositoryName = repository, ImageIds = [new ImageIdentifier { ImageDigest = digest }], AcceptedMediaTypes = [.. Manifests] }, cancellation).ConfigureAwait(false);
        if (answer.Images is not [{ ImageManifest: { } text }, ..])
            return Fact<ImageFact>.Failed($"{reference} is not in ECR: {answer.Failures?.FirstOrDefault()?.FailureReason ?? "no image came back"}");
        using var manifest = JsonDocument.Parse(text);
        if (manifest.RootElement.TryGetProperty("manifests", out var parts))
            return Fact<ImageFact>.Of(new(reference, [.. parts.EnumerateArray().Where(part => part.TryGetProperty("platform", out _)).Select(part => Platform(part.GetProperty("platform")))]));
        var layer = manifest.RootElement.GetProperty("config").GetProperty("digest").GetString()!;
        var url = await role.Ecr.GetDownloadUrlForLayerAsync(new GetDownloadUrlForLayerRequest { RepositoryName = repository, LayerDigest = layer }, cancellation).ConfigureAwait(false);
        using var config = JsonDocument.Parse(await downloads.GetByteArrayAsync(url.DownloadUrl, cancellation).ConfigureAwait(false));
        return Fact<ImageFact>.Of(new(reference, [Platform(config.RootElement)]));
    }

    /// <summary>Every secret that these revisions name; values are looked at here and kept nowhere.</summary>
    public async Task<Fact<IReadOnlyList<SecretFact>>> SecretsAsync(RoleClients role, IReadOnlyList<(string Slot, Secret Secret)> secrets, CancellationToken cancellation)
    {
        var byName = secrets.GroupBy(each => NameOf(each.Secret.ValueFrom)).OrderBy(group => group.Key, StringComparer.Ordinal).ToList();
        if (byName.Find(group => group.Key.Contains(":secretsmanager:", StringComparison.Ordinal)) is { } other) return Fact<IReadOnlyList<SecretFact>>.Failed($"{other.Key}: Quorum keeps secrets in SSM parameters, and does not look into Secrets Manager");
        var found = new Dictionary<string, Parameter>(StringComparer.Ordinal);
        foreach (var names in byName.Select(group => group.Key).Chunk(NamesPerCall))
        {
            var answer = await role.Ssm.GetParametersAsync(new GetParametersRequest { Names = [.. names], WithDecryption = true }, cancellation).ConfigureAwait(false);
            foreach (var parameter in answer.Parameters ?? []) found[parameter.Name] = parameter;
        }
        return Fact<IReadOnlyList<SecretFact>>.Of([.. byName.Select(group => new SecretFact(
            group.Key, $"{string.Join(", ", group.Select(each => each.Secret.Name).Distinct())} of {string.Join(", ", group.Select(each => each.Slot).Distinct())}", found.ContainsKey(group.Key), found.GetValueOrDefault(group.Key)?.Type?.Value == "SecureString"))]);
    }

    /// <summary>Makes a stream and writes a line, as the awslogs driver does: these are two rights. The stream stays, so that a second look does not litter the group.</summary>
    public static async Task<Fact<string>> LogStreamAsync(RoleClients role, string group, DateTimeOffset now, CancellationToken cancellation)
    {
        try
        {
            await role.Logs.CreateLogStreamAsync(new CreateLogStreamRequest { LogGroupName = group, LogStreamName = SessionName }, cancellation).ConfigureAwait(false);
        }
        catch (ResourceAlreadyExistsException)
        {
            // An earlier look made it; that the role may was asked again all the same.
        }
        var line = new InputLogEvent { Message = "looked whether a line can be written here", Timestamp = now.UtcDateTime };
        await role.Logs.PutLogEventsAsync(new PutLogEventsRequest { LogGroupName = group, LogStreamName = SessionName, LogEvents = [line] }, cancellation).ConfigureAwait(false);
        return Fact<string>.Of($"{group}/{SessionName}");
    }

    // arn:aws:ssm:region:account:parameter/a/b → /a/b
    private static string NameOf(string valueFrom) => valueFrom.IndexOf(":parameter/", StringComparison.Ordinal) is >= 0 and var at ? valueFrom[(at + ":parameter".Length)..] : valueFrom;

    private static string Platform(JsonElement platform) => $"{Text(platform, "os")}/{Text(platform, "architecture")}";

    private static string Text(JsonElement from, string name) => from.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
}
