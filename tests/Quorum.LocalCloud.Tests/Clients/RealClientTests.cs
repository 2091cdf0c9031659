using System.Text.Json.Nodes;
using Quorum.LocalCloud.Tests.Ecs;
using Quorum.LocalCloud.Tests.Host;

namespace Quorum.LocalCloud.Tests.Clients;

public sealed class RealClientTests
{
    [Fact]
    public async Task AwsCli_ReadsAndRolls_AsOnAws()
    {
        Tool.Needs("aws", "--version");
        await using var ecs = await EcsFixture.StartAsync("es-a1");
        async Task<JsonNode> AwsAsync(params string[] arguments)
        {
            var (code, output) = await Tool.RunAsync(ecs.Cloud, "aws", [.. arguments, "--output", "json"]);
            Assert.True(code == 0, output);
            return JsonNode.Parse(output)!;
        }

        Assert.Equal("000000000000", (string?)(await AwsAsync("sts", "get-caller-identity"))["Account"]);
        var file = Path.Combine(ecs.Cloud.Folder, "definition.json");
        await File.WriteAllTextAsync(file, """
            {"family":"f","networkMode":"host","containerDefinitions":[{"name":"elasticsearch","image":"r/es:1","memory":1024,"portMappings":[{"containerPort":9200}],
             "healthCheck":{"command":["CMD-SHELL","true"]}}]}
            """);
        Assert.Equal(1, (int?)(await AwsAsync("ecs", "register-task-definition", "--cli-input-json", "file://" + file))["taskDefinition"]!["revision"]);
        await AwsAsync("ecs", "create-service", "--cluster", Graphs.Cluster, "--service-name", "es-a1", "--task-definition", "f", "--desired-count", "1",
            "--deployment-configuration", "minimumHealthyPercent=0,maximumPercent=100", "--placement-constraints", "type=memberOf,expression=attribute:quorum.slot == es-a1");
        var (waited, waitOutput) = await Tool.RunAsync(ecs.Cloud, "aws", "ecs", "wait", "services-stable", "--cluster", Graphs.Cluster, "--services", "es-a1");
        Assert.True(waited == 0, waitOutput);
        var tasks = await AwsAsync("ecs", "list-tasks", "--cluster", Graphs.Cluster, "--service-name", "es-a1");
        var task = (string)Assert.Single(tasks["taskArns"]!.AsArray())!;
        var described = await AwsAsync("ecs", "describe-tasks", "--cluster", Graphs.Cluster, "--tasks", task);
        Assert.Equal("RUNNING", (string?)described["tasks"]![0]!["lastStatus"]);
        await AwsAsync("ssm", "put-parameter", "--name", "/q/x", "--value", "v", "--type", "SecureString");
        Assert.Equal("v", (string?)(await AwsAsync("ssm", "get-parameter", "--name", "/q/x", "--with-decryption"))["Parameter"]!["Value"]);
        var instances = await AwsAsync("ec2", "describe-instances", "--filters", "Name=tag:quorum:slot,Values=es-a1");
        Assert.Equal("m6i.large", (string?)instances["Reservations"]![0]!["Instances"]![0]!["InstanceType"]);
        Assert.Contains("/quorum/test", (await AwsAsync("logs", "describe-log-groups")).ToJsonString());
        var (code, refused) = await Tool.RunAsync(ecs.Cloud, "aws", "ecs", "list-daemons");
        if (code == 2) (code, refused) = await Tool.RunAsync(ecs.Cloud, "aws", "ecs", "describe-capacity-providers");
        Assert.NotEqual(0, code);
        Assert.Contains("not modelled by the embedded AWS", refused);
    }

    [Fact]
    public async Task Boto3_WaitersAndTypedErrors_Work()
    {
        Tool.Needs("python3", "-c", "import boto3");
        await using var ecs = await EcsFixture.StartAsync("es-a1");
        const string script = """
            import boto3, sys
            ecs = boto3.client('ecs'); ssm = boto3.client('ssm'); logs = boto3.client('logs'); cluster = sys.argv[1]
            td = ecs.register_task_definition(family='f', networkMode='host', containerDefinitions=[{'name': 'e', 'image': 'r/e', 'memory': 512}])['taskDefinition']
            assert td['registeredAt'].year >= 2020
            run = ecs.run_task(cluster=cluster, taskDefinition='f', overrides={'containerOverrides': [{'name': 'e', 'environment': [{'name': 'A', 'value': '1'}], 'command': ['check']}]})
            arn = run['tasks'][0]['taskArn']
            ecs.get_waiter('tasks_running').wait(cluster=cluster, tasks=[arn], WaiterConfig={'Delay': 1, 'MaxAttempts': 60})
            ecs.stop_task(cluster=cluster, task=arn, reason='enough')
            ecs.get_waiter('tasks_stopped').wait(cluster=cluster, tasks=[arn], WaiterConfig={'Delay': 1, 'MaxAttempts': 60})
            t = ecs.describe_tasks(cluster=cluster, tasks=[arn])['tasks'][0]
            assert (t['stopCode'], t['stoppedReason'], t['containers'][0]['exitCode']) == ('UserInitiated', 'enough', 143), t
            try:
                ecs.describe_services(cluster='none', services=['x']); assert False
            except ecs.exceptions.ClusterNotFoundException: pass
            try:
                ssm.get_parameter(Name='/none'); assert False
            except ssm.exceptions.ParameterNotFound: pass
            logs.create_log_stream(logGroupName='/quorum/test', logStreamName='s')
            logs.put_log_events(logGroupName='/quorum/test', logStreamName='s', logEvents=[{'timestamp': 1000 + i, 'message': 'line %d' % i} for i in range(3)])
            assert [e['message'] for e in logs.get_log_events(logGroupName='/quorum/test', logStreamName='s')['events']] == ['line 0', 'line 1', 'line 2']
            assert len(logs.filter_log_events(logGroupName='/quorum/test', filterPattern='line 1')['events']) == 1
            print('all good')
            """;
        var (code, output) = await Tool.RunAsync(ecs.Cloud, "python3", "-c", script, Graphs.Cluster);
        Assert.True(code == 0, output);
        Assert.Contains("all good", output);
        var launch = ecs.Cloud.World.Do(() => Assert.Single(ecs.Runtime.Launches));
        Assert.Equal(("1", "check"), (launch.Environment["A"], Assert.Single(launch.Command)));
    }
}
