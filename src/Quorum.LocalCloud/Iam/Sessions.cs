using Quorum.LocalCloud.Host;

namespace Quorum.LocalCloud.Iam;

/// <param name="Arn">As GetCallerIdentity tells: <c>arn:aws:sts::…:assumed-role/role/session</c>.</param>
public sealed record Session(string Role, string Arn, string UserId, DateTimeOffset Expires);

/// <summary>
/// Sessions of roles taken on since this process began. Calls signed with their keys have the role's rights and no others; any other key is
/// the account's administrator, as whose the pipeline runs on this machine.
/// </summary>
public sealed class Sessions(World world)
{
    /// <summary>Of the keys given out here, so that one of an earlier process is known as such and does not pass for the administrator's.</summary>
    public const string KeyPrefix = "ASIALOCAL";

    private const int BadRequest = 400;
    private readonly Dictionary<string, Session> _byKey = new(StringComparer.Ordinal);

    public Session? Find(string accessKeyId) => _byKey.GetValueOrDefault(accessKeyId);

    public void Add(string accessKeyId, Session session) => _byKey[accessKeyId] = session;

    /// <summary>Lets a call through, or throws what AWS answers. Under the world's lock.</summary>
    /// <param name="rights">What the call needs; null when this AWS cannot tell, and so refuses it to a role.</param>
    public void Require(AwsCall call, IReadOnlyList<Right>? rights)
    {
        if (Find(call.AccessKeyId) is not { } session)
        {
            if (call.AccessKeyId.StartsWith(KeyPrefix, StringComparison.Ordinal)) throw Unknown();
            return;
        }
        if (session.Expires <= world.UtcNow) throw new AwsException("ExpiredTokenException", "The security token included in the request is expired");
        if (rights is null) throw new AwsException("AccessDeniedException", $"What {call.Operation} needs is not modelled by the embedded AWS, so a role may not call it.");
        if (world.Get<RoleStore>().Find(session.Role) is not { } role) throw Unknown();
        Require(role, session.Arn, call.Region, rights);
    }

    private static AwsException Unknown() => new("UnrecognizedClientException", "The security token included in the request is invalid.");

    /// <summary>As <see cref="Require(AwsCall, IReadOnlyList{Right})"/>, for who acts without a call of its own, e.g. an instance.</summary>
    public static void Require(Role role, string who, string region, IReadOnlyList<Right> rights)
    {
        foreach (var (action, resource, context) in rights)
        {
            var access = role.May(action, resource, new Dictionary<string, string>(context) { ["aws:PrincipalArn"] = role.Arn, ["aws:RequestedRegion"] = region });
            if (access == Ruling.Allowed) continue;
            var why = access == Ruling.ExplicitlyDenied ? "with an explicit deny in an identity-based policy" : $"because no identity-based policy allows the {action} action";
            throw new AwsException("AccessDeniedException", $"User: {who} is not authorized to perform: {action} on resource: {resource} {why}", BadRequest);
        }
    }
}
