using System.Text.Json;
using System.Text.Json.Nodes;
using Quorum.LocalCloud.Apply;
using Quorum.LocalCloud.Host;

namespace Quorum.LocalCloud.Iam;

/// <param name="Trust">Who may take it on, as a policy document.</param>
/// <param name="Policies">Documents of inline and attached policies.</param>
/// <param name="Boundary">Document of the permissions boundary; null when it has none.</param>
public sealed record Role(string Name, string Trust, IReadOnlyList<string> Policies, string? Boundary)
{
    public string Arn => $"arn:aws:iam::{World.Account}:role/{Name}";

    /// <summary>As IAM decides for a session of this role.</summary>
    public Ruling May(string action, string resource, IReadOnlyDictionary<string, string> context)
    {
        var own = PolicyEvaluator.Evaluate(Policies, action, resource, context);
        return own == Ruling.Allowed && Boundary is { } boundary ? PolicyEvaluator.Evaluate([boundary], action, resource, context) : own;
    }
}

/// <summary>The roles and instance profiles of the applied graph. This AWS has no IAM interface to make others.</summary>
public sealed class RoleStore(World world) : IStatePart
{
    private const string
        RoleType = "aws:iam/role:Role", InlineType = "aws:iam/rolePolicy:RolePolicy", PolicyType = "aws:iam/policy:Policy",
        AttachmentType = "aws:iam/rolePolicyAttachment:RolePolicyAttachment", ProfileType = "aws:iam/instanceProfile:InstanceProfile";

    public static readonly IReadOnlyList<string> Types = [RoleType, InlineType, PolicyType, AttachmentType, ProfileType];

    public string Name => "iam";

    public SortedDictionary<string, Role> Roles { get; private set; } = new(StringComparer.Ordinal);

    /// <summary>Instance profile → role.</summary>
    public SortedDictionary<string, string> Profiles { get; private set; } = new(StringComparer.Ordinal);

    /// <param name="arnOrName">A role's ARN or name, also with a path.</param>
    public Role? Find(string arnOrName) => Roles.GetValueOrDefault(arnOrName[(arnOrName.LastIndexOf('/') + 1)..]);

    /// <summary>Makes the roles those of the graph. Under the world's lock.</summary>
    internal void Replace(Graph graph)
    {
        var documents = graph.OfType(PolicyType).ToDictionary(policy => policy.Text("name") ?? policy.Name, Document, StringComparer.Ordinal);
        string? Managed(string? arn) => arn is null ? null : documents.GetValueOrDefault(arn[(arn.LastIndexOf('/') + 1)..]);
        var roles = new SortedDictionary<string, Role>(StringComparer.Ordinal);
        foreach (var role in graph.OfType(RoleType))
        {
            var name = role.Text("name") ?? role.Name;
            var inline = graph.OfType(InlineType).Where(policy => policy.Text("role") == name).Select(Document);
            var attached = graph.OfType(AttachmentType).Where(attachment => attachment.Text("role") == name).Select(attachment => Managed(attachment.Text("policyArn"))).OfType<string>();
            roles[name] = new Role(name, role.Text("assumeRolePolicy") ?? "{}", [.. inline, .. attached], Managed(role.Text("permissionsBoundary")));
        }
        Roles = roles;
        Profiles = new(graph.OfType(ProfileType).ToDictionary(profile => profile.Text("name") ?? profile.Name, profile => profile.Text("role") ?? "", StringComparer.Ordinal), StringComparer.Ordinal);
        world.State.Changed(Name);
    }

    public void Write(Utf8JsonWriter writer) => JsonSerializer.Serialize(writer, new State([.. Roles.Values], Profiles));

    public void Read(JsonElement json)
    {
        var state = json.Deserialize<State>() ?? throw new JsonException("it is empty");
        Roles = new(state.Roles.ToDictionary(role => role.Name, StringComparer.Ordinal), StringComparer.Ordinal);
        Profiles = new(state.Profiles, StringComparer.Ordinal);
    }

    private static string Document(GraphResource policy) => policy.Inputs["policy"] switch { JsonObject given => given.ToJsonString(), JsonValue text => text.ToString(), _ => "{}" };

    private sealed record State(IReadOnlyList<Role> Roles, SortedDictionary<string, string> Profiles);
}
