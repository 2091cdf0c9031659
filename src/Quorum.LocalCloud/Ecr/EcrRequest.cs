using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Quorum.LocalCloud.Host;
using Quorum.LocalCloud.Oci;

namespace Quorum.LocalCloud.Ecr;

/// <summary>One ECR call with what every operation reads the same way: registry id, repository name, paging.</summary>
internal sealed class EcrRequest
{
    private readonly AwsRequest _request;

    public EcrRequest(AwsRequest request, RegistryStore store)
    {
        _request = request;
        Store = store;
        if (request.Text("registryId") is { } id && id != Host.World.Account)
            throw EcrErrors.Invalid($"The embedded AWS has one registry, {World.Account}, not '{id}'.");
    }

    public RegistryStore Store { get; }

    public Host.World World => _request.World;

    public string Region => _request.Region;

    public JsonObject Body => _request.Body;

    public string? Text(string name) => _request.Text(name);

    public bool Flag(string name) => _request.Flag(name);

    public string Required(string name) => _request.Required(name, "InvalidParameterException");

    /// <summary>The repository's name, well formed; whether it exists is for the store to say.</summary>
    public string Repository
    {
        get
        {
            var name = Required("repositoryName");
            return RegistryNames.IsRepository(name)
                ? name
                : throw EcrErrors.Invalid($"Invalid parameter at 'repositoryName' failed to satisfy constraint: 'must satisfy regular expression '{RegistryNames.RepositoryPattern}''");
        }
    }

    public JsonObject Object(string name) => Body[name] as JsonObject ?? throw EcrErrors.Invalid($"{name} is required");

    public IReadOnlyList<JsonObject> Objects(string name) => Body[name] is JsonArray array ? [.. array.OfType<JsonObject>()] : [];

    public IReadOnlyList<string> Texts(string name) => _request.Texts(name);

    /// <summary>Starts an answer with the two members that nearly every one has.</summary>
    public JsonObject Answer(string repository) => new() { ["registryId"] = Host.World.Account, ["repositoryName"] = repository };

    /// <summary>Cuts one page out of an ordered list and adds <c>nextToken</c> to the answer when there is more.</summary>
    /// <param name="paged">False when the call names what it wants: ECR takes no paging then.</param>
    public JsonArray Page<T>(JsonObject answer, IReadOnlyList<T> items, Func<T, JsonNode> render, bool paged = true)
    {
        var max = Body["maxResults"] is JsonValue v && v.TryGetValue<int>(out var number) ? number : RegistryLimits.DefaultPage;
        if (!paged)
        {
            if (Body.ContainsKey("maxResults") || Body.ContainsKey("nextToken")) throw EcrErrors.Invalid("maxResults and nextToken cannot be used when the items are named.");
            return [.. items.Select(render)];
        }
        if (max is < 1 or > RegistryLimits.MaxPage) throw EcrErrors.Invalid($"maxResults must be 1 to {RegistryLimits.MaxPage}.");
        var start = 0;
        if (Text("nextToken") is { } token)
        {
            var buffer = new byte[token.Length];
            if (!Convert.TryFromBase64String(token, buffer, out var length)
                || !int.TryParse(Encoding.ASCII.GetString(buffer, 0, length), NumberStyles.None, CultureInfo.InvariantCulture, out start)) throw EcrErrors.Invalid("Invalid parameter at 'nextToken'");
        }
        var page = items.Skip(start).Take(max).Select(render).ToArray();
        if (start + page.Length < items.Count) answer["nextToken"] = Convert.ToBase64String(Encoding.ASCII.GetBytes((start + page.Length).ToString(CultureInfo.InvariantCulture)));
        return new JsonArray(page);
    }
}
