using System.Globalization;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Quorum.LocalCloud.Host;
using Quorum.LocalCloud.Iam;

namespace Quorum.LocalCloud.Sts;

/// <summary>STS: who am I, and the graph's roles taken on by whom their trust lets.</summary>
internal static class StsArea
{
    private const string Version = "2011-06-15", Namespace = "https://sts.amazonaws.com/doc/2011-06-15/";
    private const int DefaultSeconds = 3600, MinSeconds = 900, MaxSeconds = 43200, Forbidden = 403, SessionKeyDigits = 11;

    public static void Map(WebApplication app, World world, AwsOperations operations)
    {
        var record = new CallRecord();
        world.Set(record);
        record.Map(app);
        var roles = new RoleStore(world);
        world.Set(roles);
        world.State.Add(roles);
        var sessions = new Sessions(world);
        world.Set(sessions);
        operations.AddQuery(Version, "GetCallerIdentity", Namespace, ec2: false, q =>
        {
            var (arn, userId) = Caller(sessions, q.Call);
            return [new XElement("Arn", arn), new XElement("UserId", userId), new XElement("Account", World.Account)];
        });
        operations.AddQuery(Version, "AssumeRole", Namespace, ec2: false, q =>
        {
            var arn = q.Text("RoleArn") ?? "";
            var name = q.Text("RoleSessionName") ?? "";
            if (!arn.StartsWith($"arn:aws:iam::{World.Account}:role/", StringComparison.Ordinal)) throw new AwsException("ValidationError", $"RoleArn {arn} is not a role of account {World.Account}.");
            if (name.Length < 2) throw new AwsException("ValidationError", "RoleSessionName must have 2 to 64 characters.");
            var seconds = int.TryParse(q.Text("DurationSeconds"), out var asked) ? asked : DefaultSeconds;
            if (seconds is < MinSeconds or > MaxSeconds) throw new AwsException("ValidationError", $"DurationSeconds must be {MinSeconds} to {MaxSeconds}.");
            var role = Trusted(roles, arn, name, Caller(sessions, q.Call).Arn);
            var id = world.Random.NextUInt64().ToString("X16", CultureInfo.InvariantCulture);
            var key = Sessions.KeyPrefix + id[..SessionKeyDigits];
            var session = new Session(role.Name, $"arn:aws:sts::{World.Account}:assumed-role/{role.Name}/{name}", $"AROA{id}:{name}", world.UtcNow + TimeSpan.FromSeconds(seconds));
            sessions.Add(key, session);
            return
            [
                new XElement("Credentials",
                    new XElement("AccessKeyId", key),
                    new XElement("SecretAccessKey", "local-" + id),
                    new XElement("SessionToken", "local-session-" + id),
                    new XElement("Expiration", session.Expires.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture))),
                new XElement("AssumedRoleUser", new XElement("Arn", session.Arn), new XElement("AssumedRoleId", session.UserId)),
            ];
        });
    }

    private static (string Arn, string UserId) Caller(Sessions sessions, AwsCall call) => sessions.Find(call.AccessKeyId) is { } session
        ? (session.Arn, session.UserId)
        : ($"arn:aws:iam::{World.Account}:user/{call.AccessKeyId}", "AIDA" + call.AccessKeyId.ToUpperInvariant());

    // As IAM answers: whether the role does not exist or does not trust the caller is not told.
    private static Role Trusted(RoleStore roles, string arn, string session, string caller)
    {
        var context = new Dictionary<string, string> { ["sts:RoleSessionName"] = session, ["aws:PrincipalArn"] = caller };
        string[] named = [caller, World.Account, $"arn:aws:iam::{World.Account}:root"];
        return roles.Find(arn) is { } role && PolicyEvaluator.Evaluate([role.Trust], "sts:AssumeRole", arn, context, named) == Ruling.Allowed
            ? role
            : throw new AwsException("AccessDenied", $"User: {caller} is not authorized to perform: sts:AssumeRole on resource: {arn}", Forbidden);
    }
}
