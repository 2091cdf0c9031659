using System.Globalization;
using System.Text.Json.Nodes;
using Quorum.LocalCloud.Host;
using Quorum.Models.Ecs;

namespace Quorum.LocalCloud.Ecs;

/// <summary>RegisterTaskDefinition's JSON as the model's specification; the whole of it, with ECS's own defaults filled in, is kept for Describe.</summary>
internal static class TaskDefinitionReader
{
    private const int MaxFamilyLength = 255;
    private static readonly string[] Kept =
        ["family", "taskRoleArn", "executionRoleArn", "networkMode", "containerDefinitions", "volumes", "placementConstraints", "requiresCompatibilities", "cpu", "memory", "pidMode", "ipcMode", "runtimePlatform", "enableFaultInjection"];

    public static EcsTaskDefinitionSpec Read(AwsRequest request)
    {
        var family = request.Text("family") ?? "";
        if (family.Length is 0 or > MaxFamilyLength || !family.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')) throw EcsException.Client($"Family name '{family}' is not valid.");
        if (request.Body["containerDefinitions"] is not JsonArray { Count: > 0 } containers) throw EcsException.Client("Container list cannot be empty.");
        if (request.Texts("requiresCompatibilities").Contains("FARGATE")) throw new AwsException("ClientException", "requiresCompatibilities FARGATE is not modelled by the embedded AWS.");
        var network = request.Text("networkMode") ?? "bridge";
        if (network is not ("host" or "bridge" or "none")) throw new AwsException("ClientException", $"networkMode {network} is not modelled by the embedded AWS.");

        var document = new JsonObject();
        foreach (var name in Kept) if (request.Body[name] is { } value) document[name] = value.DeepClone();
        document["volumes"] ??= new JsonArray();
        document["placementConstraints"] ??= new JsonArray();
        var volumes = Volumes((JsonArray)document["volumes"]!);
        var specs = ((JsonArray)document["containerDefinitions"]!).Select(c => Container((JsonObject)c!, network, volumes)).ToList();
        return new EcsTaskDefinitionSpec
        {
            Family = family,
            Containers = specs,
            Cpu = Size(request, "cpu"),
            Memory = Size(request, "memory"),
            NetworkMode = network,
            PlacementConstraints = Wire.Constraints(request.Body["placementConstraints"]) ?? [],
            CpuArchitecture = (string?)request.Body["runtimePlatform"]?["cpuArchitecture"],
            Document = document.ToJsonString(HostJson.Wire),
        };
    }

    private static Dictionary<string, string> Volumes(JsonArray volumes)
    {
        var paths = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var volume in volumes.OfType<JsonObject>())
        {
            foreach (var kind in volume.Select(p => p.Key))
            {
                if (kind is not ("name" or "host")) throw new AwsException("ClientException", $"volume {kind} is not modelled by the embedded AWS.");
            }
            paths[(string?)volume["name"] ?? ""] = (string?)volume["host"]?["sourcePath"] ?? "";
        }
        return paths;
    }

    private static EcsContainerSpec Container(JsonObject json, string network, Dictionary<string, string> volumes)
    {
        if ((string?)json["name"] is not { Length: > 0 } name) throw EcsException.Client("Container.name should not be null or empty.");
        if ((string?)json["image"] is not { Length: > 0 } image) throw EcsException.Client("Container.image should not be null or empty.");
        json["cpu"] ??= 0;
        json["essential"] ??= true;
        foreach (var list in new[] { "portMappings", "environment", "mountPoints", "volumesFrom", "systemControls" }) json[list] ??= new JsonArray();
        var ports = new List<int>();
        foreach (var mapping in ((JsonArray)json["portMappings"]!).OfType<JsonObject>())
        {
            var containerPort = (int?)mapping["containerPort"] ?? 0;
            var hostPort = (int?)mapping["hostPort"] ?? 0;
            if (network == "host")
            {
                if (hostPort != 0 && hostPort != containerPort) throw EcsException.Client($"The 'hostPort' of container '{name}' must equal its 'containerPort' in host network mode.");
                hostPort = containerPort;
            }
            mapping["hostPort"] = hostPort;
            mapping["protocol"] ??= "tcp";
            if (hostPort != 0) ports.Add(hostPort);
        }
        var mounts = new List<LaunchMount>();
        foreach (var mount in ((JsonArray)json["mountPoints"]!).OfType<JsonObject>())
        {
            var volume = (string?)mount["sourceVolume"] ?? "";
            if (!volumes.TryGetValue(volume, out var source)) throw EcsException.Client($"Invalid setting for container '{name}'. Unknown volume '{volume}'.");
            mounts.Add(new LaunchMount(source, (string?)mount["containerPath"] ?? "", (bool?)mount["readOnly"] ?? false));
        }
        return new EcsContainerSpec
        {
            Name = name,
            Image = image,
            Essential = (bool)json["essential"]!,
            Cpu = (int)json["cpu"]!,
            Memory = (int?)json["memory"] ?? 0,
            MemoryReservation = (int?)json["memoryReservation"] ?? 0,
            HostPorts = ports,
            Environment = Pairs(json["environment"], "value"),
            Secrets = Pairs(json["secrets"], "valueFrom"),
            Command = Texts(json["command"]),
            EntryPoint = Texts(json["entryPoint"]),
            Ulimits = [.. Items(json["ulimits"]).Select(u => new LaunchUlimit((string)u["name"]!, (long)u["softLimit"]!, (long)u["hardLimit"]!))],
            Mounts = mounts,
            HealthCheck = HealthCheck(json["healthCheck"]),
            Log = Log(json["logConfiguration"]),
            StopTimeout = (int?)json["stopTimeout"] is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        };
    }

    private static LaunchLog? Log(JsonNode? node) =>
        (string?)node?["logDriver"] == "awslogs" && node["options"] is JsonObject options && (string?)options["awslogs-group"] is { Length: > 0 } group
            ? new LaunchLog(group, (string?)options["awslogs-stream-prefix"] ?? "")
            : null;

    private static LaunchHealthCheck? HealthCheck(JsonNode? node)
    {
        if (node is not JsonObject json) return null;
        const int interval = 30, timeout = 5, retries = 3;
        json["interval"] ??= interval;
        json["timeout"] ??= timeout;
        json["retries"] ??= retries;
        return new LaunchHealthCheck(Texts(json["command"]), Seconds("interval"), Seconds("timeout"), (int)json["retries"]!, json["startPeriod"] is null ? TimeSpan.Zero : Seconds("startPeriod"));

        TimeSpan Seconds(string member) => TimeSpan.FromSeconds((int)json[member]!);
    }

    private static Dictionary<string, string> Pairs(JsonNode? list, string valueMember)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in Items(list)) pairs[(string)item["name"]!] = (string?)item[valueMember] ?? "";
        return pairs;
    }

    private static IEnumerable<JsonObject> Items(JsonNode? list) => (list as JsonArray ?? []).OfType<JsonObject>();

    private static List<string> Texts(JsonNode? list) => [.. (list as JsonArray ?? []).Select(n => (string)n!)];

    /// <summary>Task-level sizes are strings on the wire: units or MiB, or <c>1 vCPU</c> and <c>2 GB</c>.</summary>
    private static int? Size(AwsRequest request, string member)
    {
        if (request.Text(member) is not { Length: > 0 } text) return null;
        const int perUnit = 1024;
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (!double.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) throw EcsException.Client($"Invalid '{member}' setting for task.");
        return (int)(parts.Length > 1 ? number * perUnit : number);
    }
}
