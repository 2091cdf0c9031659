using System.Collections.Concurrent;
using System.Globalization;
using System.Xml.Linq;
using Quorum.LocalCloud.Host;

namespace Quorum.LocalCloud.Sts;

/// <summary>STS: who am I, and roles taken on. Roles are not checked: this AWS has no IAM.</summary>
internal static class StsArea
{
    private const string Version = "2011-06-15", Namespace = "https://sts.amazonaws.com/doc/2011-06-15/";
    private const int DefaultSeconds = 3600, MinSeconds = 900, MaxSeconds = 43200;

    public static void Map(World world, AwsOperations operations)
    {
        var assumed = new ConcurrentDictionary<string, (string Arn, string UserId)>();
        operations.AddQuery(Version, "GetCallerIdentity", Namespace, ec2: false, q =>
        {
            var (arn, userId) = assumed.TryGetValue(q.Call.AccessKeyId, out var role)
                ? role
                : ($"arn:aws:iam::{World.Account}:user/{q.Call.AccessKeyId}", "AIDA" + q.Call.AccessKeyId.ToUpperInvariant());
            return [new XElement("Arn", arn), new XElement("UserId", userId), new XElement("Account", World.Account)];
        });
        operations.AddQuery(Version, "AssumeRole", Namespace, ec2: false, q =>
        {
            var role = q.Text("RoleArn") ?? "";
            var session = q.Text("RoleSessionName") ?? "";
            if (!role.StartsWith($"arn:aws:iam::{World.Account}:role/", StringComparison.Ordinal)) throw new AwsException("ValidationError", $"RoleArn {role} is not a role of account {World.Account}.");
            if (session.Length < 2) throw new AwsException("ValidationError", "RoleSessionName must have 2 to 64 characters.");
            var seconds = int.TryParse(q.Text("DurationSeconds"), out var asked) ? asked : DefaultSeconds;
            if (seconds is < MinSeconds or > MaxSeconds) throw new AwsException("ValidationError", $"DurationSeconds must be {MinSeconds} to {MaxSeconds}.");
            var id = world.Random.NextUInt64().ToString("X16", CultureInfo.InvariantCulture);
            var key = "ASIA" + id;
            var arn = $"arn:aws:sts::{World.Account}:assumed-role/{role[(role.LastIndexOf('/') + 1)..]}/{session}";
            var userId = $"AROA{id}:{session}";
            assumed[key] = (arn, userId);
            return
            [
                new XElement("Credentials",
                    new XElement("AccessKeyId", key),
                    new XElement("SecretAccessKey", "local-" + id),
                    new XElement("SessionToken", "local-session-" + id),
                    new XElement("Expiration", (world.UtcNow + TimeSpan.FromSeconds(seconds)).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture))),
                new XElement("AssumedRoleUser", new XElement("Arn", arn), new XElement("AssumedRoleId", userId)),
            ];
        });
    }
}
