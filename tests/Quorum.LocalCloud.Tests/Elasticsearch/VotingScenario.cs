namespace Quorum.LocalCloud.Tests.Elasticsearch;

/// <summary>How the voting configuration follows five master-eligible nodes: es-a1, es-b1, es-c1, es-a2, es-b2.</summary>
public sealed class VotingScenario(INodeController nodes) : NodeScenario(nodes)
{
    public static readonly string[] Five = ["es-a1", "es-b1", "es-c1", "es-a2", "es-b2"];

    protected override async Task PlayAsync()
    {
        Say("five formed", $"{await HealthAsync()}, voters {await VotersAsync(5)}");
        await CountAsync("es-b2", 4, "one stopped", voters: 3);
        await CountAsync("es-a2", 3, "two stopped", voters: 3);
        await Cluster.StartAsync("es-a2");
        await UntilAsync("_cluster/health?wait_for_nodes=4&timeout=20s", r => r.Status == 200);
        Say("four of five", $"voters {await VotersAsync(3)}");
        await Cluster.StartAsync("es-b2");
        await GreenAsync();
        Say("five again", $"voters {await VotersAsync(5)}");
        Say("one excluded", $"{(await AskAsync("POST", $"_cluster/voting_config_exclusions?node_names={await OtherThanMasterAsync()}")).Status}, voters {await VotersAsync(3)}");
        Say("cleared", $"{(await AskAsync("DELETE", "_cluster/voting_config_exclusions?wait_for_removal=false")).Status}, voters {await VotersAsync(5)}");
        Say("auto shrink off", $"{(await AskAsync("PUT", "_cluster/settings", """{"persistent":{"cluster.auto_shrink_voting_configuration":false}}""")).Status}");
        await CountAsync("es-b2", 4, "one stopped, no shrinking", voters: 5);
    }

    private async Task CountAsync(string stopped, int left, string what, int voters)
    {
        Via = "es-a1";
        await Cluster.StopAsync(stopped);
        await UntilAsync("_cluster/health", r => r.Json!["number_of_nodes"]!.GetValue<int>() == left);
        Say(what, $"{await HealthAsync()}, voters {await VotersAsync(voters)}");
    }
}
