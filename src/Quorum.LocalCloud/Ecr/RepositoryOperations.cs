using System.Text.Json.Nodes;
using Quorum.LocalCloud.Host;
using Quorum.LocalCloud.Oci;

namespace Quorum.LocalCloud.Ecr;

/// <summary>Repositories and their settings.</summary>
internal static class RepositoryOperations
{
    private const string Aes = "AES256";
    private static readonly string[] EncryptionTypes = [Aes, "KMS", "KMS_DSSE"];

    public static void Register(Action<string, Func<EcrRequest, JsonObject>> add)
    {
        add("CreateRepository", Create);
        add("DescribeRepositories", Describe);
        add("DeleteRepository", Delete);
        add("PutImageTagMutability", PutMutability);
        add("PutImageScanningConfiguration", PutScanning);
    }

    public static JsonObject Render(RepositoryState r, World world)
    {
        var encryption = new JsonObject { ["encryptionType"] = r.EncryptionType };
        if (r.KmsKey is not null) encryption["kmsKey"] = r.KmsKey;
        var json = new JsonObject
        {
            ["repositoryArn"] = Arn(r.Region, r.Name),
            ["registryId"] = World.Account,
            ["repositoryName"] = r.Name,
            ["repositoryUri"] = $"127.0.0.1:{world.Port}/{r.Name}",
            ["createdAt"] = HostJson.Seconds(r.CreatedAt),
            ["imageTagMutability"] = r.Mutability.Mode,
            ["imageScanningConfiguration"] = new JsonObject { ["scanOnPush"] = r.ScanOnPush },
            ["encryptionConfiguration"] = encryption,
        };
        if (r.Mutability.Exclusions.Count > 0) json["imageTagMutabilityExclusionFilters"] = Filters(r.Mutability);
        return json;
    }

    public static string Arn(string region, string name) => $"arn:aws:ecr:{region}:{World.Account}:repository/{name}";

    private static JsonObject Create(EcrRequest request)
    {
        var name = request.Repository;
        var encryption = request.Body["encryptionConfiguration"] as JsonObject;
        var type = encryption?["encryptionType"]?.GetValue<string>() ?? Aes;
        if (!EncryptionTypes.Contains(type)) throw EcrErrors.Invalid($"encryptionType must be one of {string.Join(", ", EncryptionTypes)}.");
        var key = encryption?["kmsKey"]?.GetValue<string>();
        if (type == Aes && key is not null) throw EcrErrors.Invalid("kmsKey cannot be given with encryptionType AES256.");
        var repository = new RepositoryState
        {
            Name = name,
            Region = request.Region,
            CreatedAt = request.World.Do(() => request.World.UtcNow),
            Mutability = ReadMutability(request, required: false),
            ScanOnPush = (request.Body["imageScanningConfiguration"] as JsonObject)?["scanOnPush"]?.GetValue<bool>() ?? false,
            EncryptionType = type,
            KmsKey = type == Aes ? null : key ?? $"arn:aws:kms:{request.Region}:{World.Account}:alias/aws/ecr",
        };
        foreach (var (tag, value) in ResourceTagOperations.ReadTags(request)) repository.ResourceTags[tag] = value;
        if (!request.Store.Create(repository))
            throw new AwsException("RepositoryAlreadyExistsException", $"The repository with name '{name}' already exists in the registry with id '{World.Account}'");
        return new JsonObject { ["repository"] = Render(repository, request.World) };
    }

    private static JsonObject Describe(EcrRequest request)
    {
        var names = request.Texts("repositoryNames");
        var answer = new JsonObject();
        answer["repositories"] = request.Store.ReadAll(all => request.Page<RepositoryState>(
            answer,
            names.Count == 0 ? [.. all.Values] : [.. names.Select(n => all.GetValueOrDefault(n) ?? throw EcrErrors.RepositoryNotFound(n))],
            r => Render(r, request.World),
            paged: names.Count == 0));
        return answer;
    }

    private static JsonObject Delete(EcrRequest request)
    {
        var name = request.Repository;
        return request.World.Do(() =>
        {
            var rendered = request.Store.Read(name, r =>
            {
                if (r.Images.Count > 0 && !request.Flag("force"))
                    throw new AwsException("RepositoryNotEmptyException", $"The repository with name '{name}' in registry with id '{World.Account}' cannot be deleted because it still contains images");
                return Render(r, request.World);
            });
            request.Store.Delete(name);
            return new JsonObject { ["repository"] = rendered };
        });
    }

    private static JsonObject PutMutability(EcrRequest request)
    {
        var name = request.Repository;
        var mutability = ReadMutability(request, required: true);
        request.Store.Change(name, r => r.Mutability = mutability);
        var answer = request.Answer(name);
        answer["imageTagMutability"] = mutability.Mode;
        if (mutability.Exclusions.Count > 0) answer["imageTagMutabilityExclusionFilters"] = Filters(mutability);
        return answer;
    }

    private static JsonObject PutScanning(EcrRequest request)
    {
        var name = request.Repository;
        var scan = request.Object("imageScanningConfiguration")["scanOnPush"]?.GetValue<bool>() ?? false;
        request.Store.Change(name, r => r.ScanOnPush = scan);
        var answer = request.Answer(name);
        answer["imageScanningConfiguration"] = new JsonObject { ["scanOnPush"] = scan };
        return answer;
    }

    private static TagMutability ReadMutability(EcrRequest request, bool required)
    {
        var mode = required ? request.Required("imageTagMutability") : request.Text("imageTagMutability") ?? TagMutability.Mutable;
        if (!TagMutability.Modes.Contains(mode)) throw EcrErrors.Invalid($"imageTagMutability must be one of {string.Join(", ", TagMutability.Modes)}.");
        var filters = request.Objects("imageTagMutabilityExclusionFilters");
        var exclusive = mode is TagMutability.MutableWithExclusion or TagMutability.ImmutableWithExclusion;
        if (exclusive && filters.Count is < 1 or > TagMutability.MaxExclusions)
            throw EcrErrors.Invalid($"{mode} needs 1 to {TagMutability.MaxExclusions} imageTagMutabilityExclusionFilters.");
        if (!exclusive && filters.Count > 0) throw EcrErrors.Invalid($"imageTagMutabilityExclusionFilters cannot be given with {mode}.");
        return new TagMutability(mode, [.. filters.Select(ReadFilter)]);
    }

    private static string ReadFilter(JsonObject json)
    {
        if (json["filterType"]?.GetValue<string>() != "WILDCARD") throw EcrErrors.Invalid("filterType must be WILDCARD.");
        var filter = json["filter"]?.GetValue<string>() ?? "";
        var well = filter.Length is > 0 and <= TagMutability.MaxFilterLength && filter.All(c => char.IsAsciiLetterOrDigit(c) || "._*-".Contains(c, StringComparison.Ordinal));
        if (!well) throw EcrErrors.Invalid($"The filter '{filter}' must be 1 to {TagMutability.MaxFilterLength} characters of letters, digits, '.', '_', '-' and '*'.");
        if (filter.Count(c => c == '*') > TagMutability.MaxWildcards) throw EcrErrors.Invalid($"The filter '{filter}' may have at most {TagMutability.MaxWildcards} wildcards.");
        return filter;
    }

    private static JsonArray Filters(TagMutability mutability) =>
        [.. mutability.Exclusions.Select(f => (JsonNode)new JsonObject { ["filterType"] = "WILDCARD", ["filter"] = f })];
}
