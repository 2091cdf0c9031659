using Amazon.EC2.Model;
using Amazon.ECS.Model;
using Amazon.Runtime;
using Amazon.SecurityToken.Model;
using Amazon.SimpleSystemsManagement.Model;
using Quorum.Access;
using Quorum.Elasticsearch;
using Quorum.Images;
using Quorum.Pipeline;
using Quorum.Provisioning;
using Quorum.Rollout.Aws;
using Quorum.Settings;
using Task = System.Threading.Tasks.Task;

namespace Quorum.Verification;

/// <summary>Asks AWS and the cluster for everything the preflight judges. Changes nothing but one log stream named quorum-verify.</summary>
internal sealed class VerifyReader(AwsClients aws, QuorumSettings settings, InfraOutputs infra, HttpClient downloads, IClock clock)
{
    private const string SlotTag = "quorum:slot", ClusterTag = "tag:quorum:cluster", NotModelled = "not modelled by the embedded AWS", SlotAttribute = "quorum.slot";

    /// <summary>How AWSSDK.Core begins to say that its credential chain found nothing.</summary>
    private const string Unresolved = "Failed to resolve AWS credentials";

    private const int ServicesPerCall = 10;

    /// <param name="image">By digest; null while none is known.</param>
    /// <param name="client">Null while no node is known.</param>
    /// <param name="write">Whether a line may be written to the log.</param>
    public async Task<VerifyFacts> ReadAsync(string? image, IReadOnlyList<string> running, ElasticsearchClient? client, bool write, CancellationToken cancellation)
    {
        var revisions = await TryAsync(() => RevisionsAsync(cancellation)).ConfigureAwait(false);
        image ??= revisions.Value?.Values.Select(revision => Container(revision)?.Image).OfType<string>().FirstOrDefault();
        var instances = await TryAsync(async () => Fact<IReadOnlyList<ContainerInstance>>.Of(await ContainerInstancesAsync(cancellation).ConfigureAwait(false))).ConfigureAwait(false);
        var machines = await TryAsync(() => MachinesAsync(cancellation)).ConfigureAwait(false);
        var (session, found, secrets, stream) = await AsTheRoleAsync(image, revisions, write, cancellation).ConfigureAwait(false);
        return new()
        {
            Slots = [.. infra.Slots.Select(slot => new VerifiedSlot(slot.Name, slot.Zone, Container(revisions.Value?.GetValueOrDefault(slot.Name))?.Cpu ?? 0, Container(revisions.Value?.GetValueOrDefault(slot.Name))?.Memory ?? 0))],
            AccountId = settings.AccountId,
            Platform = Platform,
            KmsKeyArn = infra.KmsKeyArn,
            Caller = await CallerAsync(aws, cancellation).ConfigureAwait(false),
            RoleSession = session,
            Image = found,
            Secrets = secrets,
            LogStream = stream,
            ContainerInstances = instances.Value is { } all ? Fact<IReadOnlyList<ContainerInstanceFact>>.Of([.. all.Select(instance => Describe(instance, revisions.Value))]) : new(null, instances.Error, instances.NotAsked),
            Machines = machines,
            Volumes = await TryAsync(() => VolumesAsync(cancellation)).ConfigureAwait(false),
            Routes = await TryAsync(() => RoutesAsync(cancellation)).ConfigureAwait(false),
            Bastion = await TryAsync(() => BastionAsync(cancellation)).ConfigureAwait(false),
            Upgrade = Upgrade(running),
            Repositories = await RepositoriesAsync(client, cancellation).ConfigureAwait(false),
            ServiceLinkedRole = revisions.Value is { Count: > 0 } some ? Fact<string>.Of($"ECS runs {some.Count} services with it") : Fact<string>.Skipped("nothing runs yet; ECS makes it with the first service, for which the deploy role may"),
            Quotas = QuotaNeed.Of([.. infra.Slots.Select(slot => (slot.Name, slot.InstanceType))], machines.Value),
        };
    }

    /// <summary>Whose credentials these are; nothing else is asked.</summary>
    public static async Task<VerifyFacts> ReadCallerAsync(AwsClients aws, QuorumSettings settings, CancellationToken cancellation) =>
        VerifyFacts.Unread("not asked before the first change") with { AccountId = settings.AccountId, Caller = await CallerAsync(aws, cancellation).ConfigureAwait(false) };

    /// <summary>What a slot's task needs of AWS; a few calls.</summary>
    /// <param name="image">By digest.</param>
    public async Task<VerifyFacts> ReadForARollAsync(string image, CancellationToken cancellation)
    {
        var revisions = await TryAsync(() => RevisionsAsync(cancellation)).ConfigureAwait(false);
        var (session, found, secrets, stream) = await AsTheRoleAsync(image, revisions, write: true, cancellation).ConfigureAwait(false);
        return VerifyFacts.Unread("not asked before a roll") with
        {
            AccountId = settings.AccountId, Platform = Platform, KmsKeyArn = infra.KmsKeyArn, RoleSession = session, Image = found, Secrets = secrets, LogStream = stream,
            Bastion = settings.Access == "ssm" ? await TryAsync(() => BastionAsync(cancellation)).ConfigureAwait(false) : Fact<BastionFact>.Skipped("ClusterAccess = direct does without it"),
        };
    }

    // The embedded AWS runs what this machine builds, whatever type of instance is asked for.
    private string Platform => settings.Cloud == CloudKind.Local ? settings.Platform.Split('+')[0] : infra.Slots[0].InstanceType is { } type && Infra.InstanceTypes.Find(type) is { Arm: true } ? "linux/arm64" : "linux/amd64";

    private static Task<Fact<string>> CallerAsync(AwsClients aws, CancellationToken cancellation) =>
        TryAsync(async () => Fact<string>.Of((await aws.Sts.GetCallerIdentityAsync(new GetCallerIdentityRequest(), cancellation).ConfigureAwait(false)).Account));

    private async Task<(Fact<string>, Fact<ImageFact>, Fact<IReadOnlyList<SecretFact>>, Fact<string>)> AsTheRoleAsync(string? image, Fact<IReadOnlyDictionary<string, TaskDefinition>> revisions, bool write, CancellationToken cancellation)
    {
        var reader = new RoleReader(aws, downloads);
        RoleClients? role = null;
        var session = await TryAsync(async () =>
        {
            (role, var arn) = await reader.AssumeAsync(infra.ExecutionRoleArn, cancellation).ConfigureAwait(false);
            return Fact<string>.Of(arn);
        }).ConfigureAwait(false);
        const string noRole = "the execution role could not be taken on";
        if (role is null) return (session, Fact<ImageFact>.Skipped(noRole), Fact<IReadOnlyList<SecretFact>>.Skipped(noRole), Fact<string>.Skipped(noRole));
        using (role)
        {
            var at = image?.IndexOf('@', StringComparison.Ordinal) ?? -1;
            var named = (revisions.Value ?? new Dictionary<string, TaskDefinition>()).SelectMany(revision => (Container(revision.Value)?.Secrets ?? []).Select(secret => (revision.Key, secret))).ToList();
            return (
                session,
                at < 0 ? Fact<ImageFact>.Skipped("no image is known yet: ./build.sh BuildImage PushToEcr") : await TryAsync(() => reader.ImageAsync(role, settings.RepositoryName, image![(at + 1)..], image, cancellation)).ConfigureAwait(false),
                named.Count == 0 ? Fact<IReadOnlyList<SecretFact>>.Skipped("no slot has a revision yet, so that no secret is named") : await TryAsync(() => reader.SecretsAsync(role, named, cancellation)).ConfigureAwait(false),
                !write ? Fact<string>.Skipped("a dry run writes no line") : await TryAsync(() => RoleReader.LogStreamAsync(role, infra.LogGroup, clock.Now, cancellation)).ConfigureAwait(false));
        }
    }

    private Fact<string> Upgrade(IReadOnlyList<string> running)
    {
        try
        {
            KnownVersions.Default.RequireUpgrade(running, settings.ElasticsearchVersion, settings.AllowVersions);
            return Fact<string>.Of(running.Count == 0 ? $"none runs → {settings.ElasticsearchVersion}" : $"{string.Join(" and ", running)} → {settings.ElasticsearchVersion}");
        }
        catch (StageException refused)
        {
            return Fact<string>.Failed(refused.Message);
        }
    }

    /// <summary>Slot → the revision its service wants.</summary>
    private async Task<Fact<IReadOnlyDictionary<string, TaskDefinition>>> RevisionsAsync(CancellationToken cancellation)
    {
        var revisions = new Dictionary<string, TaskDefinition>(StringComparer.Ordinal);
        foreach (var names in infra.Slots.Select(slot => slot.Name).Chunk(ServicesPerCall))
        {
            var described = await aws.Ecs.DescribeServicesAsync(new DescribeServicesRequest { Cluster = settings.EcsClusterName, Services = [.. names] }, cancellation).ConfigureAwait(false);
            foreach (var service in (described.Services ?? []).Where(service => service.Status == "ACTIVE"))
                revisions[service.ServiceName] = (await aws.Ecs.DescribeTaskDefinitionAsync(new DescribeTaskDefinitionRequest { TaskDefinition = service.TaskDefinition }, cancellation).ConfigureAwait(false)).TaskDefinition;
        }
        return Fact<IReadOnlyDictionary<string, TaskDefinition>>.Of(revisions);
    }

    private async Task<IReadOnlyList<ContainerInstance>> ContainerInstancesAsync(CancellationToken cancellation)
    {
        var all = new List<ContainerInstance>();
        string? next = null;
        do
        {
            var page = await aws.Ecs.ListContainerInstancesAsync(new ListContainerInstancesRequest { Cluster = settings.EcsClusterName, NextToken = next }, cancellation).ConfigureAwait(false);
            if (page.ContainerInstanceArns is { Count: > 0 } arns)
                all.AddRange((await aws.Ecs.DescribeContainerInstancesAsync(new DescribeContainerInstancesRequest { Cluster = settings.EcsClusterName, ContainerInstances = arns }, cancellation).ConfigureAwait(false)).ContainerInstances ?? []);
            next = page.NextToken;
        }
        while (next is { Length: > 0 });
        return all;
    }

    // What the slot's own task holds is free for its next revision: the roll stops the old one first.
    private static ContainerInstanceFact Describe(ContainerInstance instance, IReadOnlyDictionary<string, TaskDefinition>? revisions)
    {
        var slot = instance.Attributes?.Find(attribute => attribute.Name == SlotAttribute)?.Value ?? "";
        var own = instance.RunningTasksCount > 0 ? Container(revisions?.GetValueOrDefault(slot)) : null;
        return new(slot, instance.Ec2InstanceId ?? "", instance.Status ?? "", instance.AgentConnected == true, instance.VersionInfo?.AgentVersion ?? "",
            Free("CPU") + (own?.Cpu ?? 0), Free("MEMORY") + (own?.Memory ?? 0));

        int Free(string name) => instance.RemainingResources?.Find(resource => resource.Name == name)?.IntegerValue ?? 0;
    }

    private async Task<Fact<IReadOnlyList<MachineFact>>> MachinesAsync(CancellationToken cancellation)
    {
        var request = new DescribeInstancesRequest { Filters = [new Filter(ClusterTag, [infra.ClusterName]), new Filter("instance-state-name", ["running"])] };
        var machines = new List<MachineFact>();
        do
        {
            var answer = await aws.Ec2.DescribeInstancesAsync(request, cancellation).ConfigureAwait(false);
            machines.AddRange(from instance in (answer.Reservations ?? []).SelectMany(reservation => reservation.Instances ?? [])
                              let slot = instance.Tags?.Find(tag => tag.Key == SlotTag)?.Value
                              where slot is not null
                              select new MachineFact(slot, instance.InstanceId, instance.State.Name.Value, instance.Placement?.AvailabilityZone ?? "", Last(instance.IamInstanceProfile?.Arn), instance.SubnetId ?? ""));
            request.NextToken = answer.NextToken;
        }
        while (request.NextToken is { Length: > 0 });
        return Fact<IReadOnlyList<MachineFact>>.Of(machines);
    }

    private async Task<Fact<IReadOnlyList<VolumeFact>>> VolumesAsync(CancellationToken cancellation)
    {
        var answer = await aws.Ec2.DescribeVolumesAsync(new DescribeVolumesRequest { Filters = [new Filter(ClusterTag, [infra.ClusterName]), new Filter("tag-key", [SlotTag])] }, cancellation).ConfigureAwait(false);
        return Fact<IReadOnlyList<VolumeFact>>.Of([.. (answer.Volumes ?? []).Select(volume => new VolumeFact(
            volume.Tags?.Find(tag => tag.Key == SlotTag)?.Value ?? "", volume.VolumeId, volume.State.Value, volume.AvailabilityZone, volume.Encrypted == true, volume.Attachments?.FirstOrDefault()?.InstanceId))]);
    }

    private async Task<Fact<IReadOnlyList<RouteFact>>> RoutesAsync(CancellationToken cancellation)
    {
        var subnets = (await MachinesAsync(cancellation).ConfigureAwait(false)).Value!.Select(machine => machine.SubnetId).Where(id => id.Length > 0).Distinct().ToList();
        if (subnets.Count == 0) return Fact<IReadOnlyList<RouteFact>>.Skipped("no slot has an instance");
        var answer = await aws.Ec2.DescribeRouteTablesAsync(new DescribeRouteTablesRequest { Filters = [new Filter("association.subnet-id", subnets)] }, cancellation).ConfigureAwait(false);
        return Fact<IReadOnlyList<RouteFact>>.Of([.. subnets.Select(subnet =>
        {
            var table = (answer.RouteTables ?? []).Find(each => each.Associations?.Any(association => association.SubnetId == subnet) == true);
            var route = table?.Routes?.Find(each => each.DestinationCidrBlock == "0.0.0.0/0");
            return new RouteFact(subnet, route?.NatGatewayId ?? route?.GatewayId ?? route?.TransitGatewayId ?? route?.NetworkInterfaceId ?? "", route?.State?.Value ?? "");
        })]);
    }

    private async Task<Fact<BastionFact>> BastionAsync(CancellationToken cancellation)
    {
        var needed = settings.Access == "ssm";
        if (await BastionLookup.ReadAsync(aws.Ec2, infra.ClusterName, cancellation).ConfigureAwait(false) is not { } id)
            return needed ? Fact<BastionFact>.Failed("ClusterAccess = ssm, but no bastion runs") : Fact<BastionFact>.Skipped("no bastion runs; ClusterAccess = direct does without it");
        var answer = await aws.Ssm.DescribeInstanceInformationAsync(new DescribeInstanceInformationRequest { Filters = [new InstanceInformationStringFilter { Key = "InstanceIds", Values = [id] }] }, cancellation).ConfigureAwait(false);
        return Fact<BastionFact>.Of(new(id, answer.InstanceInformationList is [{ PingStatus: { } ping }, ..] ? ping.Value : "not registered", needed));
    }

    private static async Task<Fact<IReadOnlyList<string>>> RepositoriesAsync(ElasticsearchClient? client, CancellationToken cancellation)
    {
        if (client is null) return Fact<IReadOnlyList<string>>.Skipped("no cluster runs yet");
        try
        {
            var repositories = await client.RepositoriesAsync(cancellation).ConfigureAwait(false);
            foreach (var repository in repositories) await client.VerifyRepositoryAsync(repository.Name, cancellation).ConfigureAwait(false);
            return Fact<IReadOnlyList<string>>.Of([.. repositories.Select(repository => repository.Name)]);
        }
        catch (ElasticsearchException e)
        {
            return e.Type == ElasticsearchException.TypeUnreachable ? Fact<IReadOnlyList<string>>.Skipped($"the cluster does not answer: {e.Message}") : Fact<IReadOnlyList<string>>.Failed(e.Message);
        }
    }

    private static ContainerDefinition? Container(TaskDefinition? revision) => revision?.ContainerDefinitions?.Find(container => container.Name == TaskDefinitionSpec.ContainerName);

    private static string Last(string? arn) => arn is null ? "" : arn[(arn.LastIndexOf('/') + 1)..];

    /// <summary>A refusal is the finding itself; what the embedded AWS does not model was not checked, and says so.</summary>
    private static async Task<Fact<T>> TryAsync<T>(Func<Task<Fact<T>>> read) where T : class
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (AmazonServiceException e)
        {
            return e.Message.Contains(NotModelled, StringComparison.Ordinal) ? Fact<T>.Skipped(e.Message) : Fact<T>.Failed($"{e.ErrorCode}: {e.Message}");
        }
        catch (AmazonClientException e) when (e.Message.StartsWith(Unresolved, StringComparison.Ordinal))
        {
            // Each of its providers has a line of its own to say; what a person needs is one.
            return Fact<T>.Failed("there are no AWS credentials: none in the environment, in a profile, by web identity or of an instance");
        }
        catch (Exception e) when (e is AmazonClientException or HttpRequestException)
        {
            return Fact<T>.Failed(e.Message);
        }
    }
}
