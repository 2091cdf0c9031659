using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Quorum.LocalCloud.Host;
using Quorum.LocalCloud.Oci;

namespace Quorum.LocalCloud.Ecr;

/// <summary>ECR's API over the same store as the registry itself.</summary>
public static class EcrArea
{
    public const string TargetPrefix = "AmazonEC2ContainerRegistry_V20150921";

    /// <summary>Registers after <see cref="DistributionArea.Map"/>, whose store it uses.</summary>
    public static void Map(WebApplication app, World world, AwsOperations operations)
    {
        var store = world.Get<RegistryStore>();
        var tokens = world.Get<RegistryTokens>();
        void Add(string operation, Func<EcrRequest, JsonObject> handler) => operations.AddFree(TargetPrefix, operation, async request =>
        {
            JsonObject answer;
            try
            {
                answer = handler(new EcrRequest(request, store));
            }
            catch (OciException e)
            {
                throw EcrErrors.From(e);
            }
            await store.SavedAsync().ConfigureAwait(false);
            return answer;
        });
        void AddAsync(string operation, Func<EcrRequest, Task<JsonObject>> handler) => operations.AddFree(TargetPrefix, operation, async request =>
        {
            try
            {
                var answer = await handler(new EcrRequest(request, store)).ConfigureAwait(false);
                await store.SavedAsync().ConfigureAwait(false);
                return answer;
            }
            catch (OciException e)
            {
                throw EcrErrors.From(e);
            }
        });

        Add("GetAuthorizationToken", request => Token(request, tokens));
        Add("DescribeRegistry", request => new JsonObject
        {
            ["registryId"] = World.Account,
            ["replicationConfiguration"] = new JsonObject { ["rules"] = new JsonArray() },
        });
        RepositoryOperations.Register(Add);
        RepositoryPolicies.Register(Add);
        LifecycleOperations.Register(Add);
        ImageQueries.Register(Add);
        ImageChanges.Register(Add);
        ScanOperations.Register(Add);
        ResourceTagOperations.Register(Add);
        new LayerOperations(world.Get<UploadTable>()).Register(Add, AddAsync);
        LayerDownloads.Map(app, world, store);
        Housekeeping.Map(app, world, store);
    }

    private static JsonObject Token(EcrRequest request, RegistryTokens tokens)
    {
        var (password, expires) = tokens.Issue();
        return new JsonObject
        {
            ["authorizationData"] = new JsonArray(new JsonObject
            {
                ["authorizationToken"] = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{RegistryTokens.UserName}:{password}")),
                ["expiresAt"] = HostJson.Seconds(expires),
                ["proxyEndpoint"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{request.World.Port}"),
            }),
        };
    }
}
