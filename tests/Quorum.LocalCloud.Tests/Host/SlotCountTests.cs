using System.Text.Json;
using Quorum.Pipeline;
using Quorum.Provisioning;
using Quorum.Settings;

namespace Quorum.LocalCloud.Tests.Host;

/// <summary>3×1 → 3×2 → 3×1 on the embedded AWS, with the graph that the real infrastructure program exports.</summary>
public sealed class SlotCountTests : IAsyncDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("quorum-slots-").FullName;
    private TestCloud? _cloud;

    public async ValueTask DisposeAsync()
    {
        if (_cloud is not null) await _cloud.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task SlotAddedToEachZone_AndTakenAwayAgain_TouchesNoOtherSlotAndAsksForTheVolumes()
    {
        var one = await ProvisionAsync(1);
        var before = await InventoryAsync();
        Assert.Equal(["es-a1", "es-b1", "es-c1"], before.Keys);

        var two = await ProvisionAsync(2);
        var between = await InventoryAsync();
        Assert.Equal(["es-a1", "es-a2", "es-b1", "es-b2", "es-c1", "es-c2"], between.Keys);
        Assert.All(before, slot => Assert.Equal(slot.Value, between[slot.Key]));
        Assert.Equal(one.Outputs.Slots.Select(Identity), two.Outputs.Slots.Where(slot => slot.Name.EndsWith('1')).Select(Identity));
        Assert.Contains(KeyValuePair.Create("changed", "0"), two.Outcome.Facts);

        // Less by accident: nothing has changed yet, and each volume and group is named.
        var stopped = await Assert.ThrowsAsync<StageException>(() => ProvisionAsync(1));
        foreach (var slot in new[] { "es-a2", "es-b2", "es-c2" })
        {
            Assert.Contains($"aws:ebs/volume:Volume {slot}", stopped.Message, StringComparison.Ordinal);
            Assert.Contains($"aws:autoscaling/group:Group {slot}", stopped.Message, StringComparison.Ordinal);
        }

        Assert.Equal(between, await InventoryAsync());
        var allow = stopped.WayOut.Split('"')[1];
        // One name too few is not enough.
        await Assert.ThrowsAsync<StageException>(() => ProvisionAsync(1, allow[..allow.LastIndexOf(',')]));

        var again = await ProvisionAsync(1, allow);
        Assert.Equal(before, await InventoryAsync());
        Assert.Equal(one.Outputs.Slots.Select(Identity), again.Outputs.Slots.Select(Identity));
    }

    private static (string, string, string?) Identity(SlotOutputs slot) => (slot.Name, slot.VolumeId, slot.Address);

    private async Task<ProvisionResult> ProvisionAsync(int slotsPerZone, string options = "")
    {
        _cloud ??= await TestCloud.StartAsync(folder: Path.Combine(_root, ".nuke", "temp", "local", "local"));
        var settings = new QuorumSettings
        {
            Root = _root, Profile = "local", Cloud = CloudKind.Local, ClusterName = "quorum-local", Region = "us-east-1", AccountId = "000000000000",
            LocalPort = _cloud.Host.Address.Port, LocalRuntime = "simulated", ZoneCount = 3, SlotsPerZone = slotsPerZone, InstanceType = "m6i.large", VolumeSizeGiB = 100, VpcCidr = "10.42.0.0/16",
            RepositoryName = "quorum/elasticsearch", ElasticsearchVersion = "8.17.2", BaseImage = "docker.elastic.co/elasticsearch/elasticsearch:8.17.2", Platform = "linux/amd64", Access = "direct",
        };
        return await new ProvisionStage().RunAsync(settings, ProvisionOptions.Parse(options), new SynchronousProgress<StageProgress>(_ => { }), TestContext.Current.CancellationToken);
    }

    // What ECS says: slot → instance, so that an instance made anew under a slot would show. A terminated one stays listed until ECS notices, without its agent.
    private async Task<SortedDictionary<string, string>> InventoryAsync()
    {
        var arns = (await EcsAsync("ListContainerInstances", """{"cluster":"quorum-local"}""")).GetProperty("containerInstanceArns").GetRawText();
        var instances = (await EcsAsync("DescribeContainerInstances", $$"""{"cluster":"quorum-local","containerInstances":{{arns}}}""")).GetProperty("containerInstances");
        return new(instances.EnumerateArray().Where(instance => instance.GetProperty("agentConnected").GetBoolean()).ToDictionary(
            instance => instance.GetProperty("attributes").EnumerateArray().Single(attribute => attribute.GetProperty("name").GetString() == "quorum.slot").GetProperty("value").GetString()!,
            instance => $"{instance.GetProperty("containerInstanceArn")} {instance.GetProperty("ec2InstanceId")}"), StringComparer.Ordinal);
    }

    private async Task<JsonElement> EcsAsync(string operation, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/x-amz-json-1.1") };
        request.Headers.Add("X-Amz-Target", $"AmazonEC2ContainerServiceV20141113.{operation}");
        request.Headers.TryAddWithoutValidation("Authorization", "AWS4-HMAC-SHA256 Credential=local/20261127/us-east-1/ecs/aws4_request, SignedHeaders=host, Signature=0");
        using var response = await _cloud!.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }
}
