using System.Text.Json;
using CsCheck;
using Quorum.Models.Ecs;

namespace Quorum.Models.Tests.Ecs;

/// <summary>Who keeps only what the model called changed has all of its state.</summary>
public sealed class ChangedTests
{
    private const int Steps = 60, Choices = 14;

    [Fact]
    public void Changed_WhateverHappens_NamesEverythingThatIsOtherwiseNow() =>
        Gen.Select(Gen.Int[0, Choices - 1], Gen.Int[0, 5], Gen.Int[0, 120]).Array[Steps].Sample(steps =>
        {
            var world = new EcsWorld(slots: 4, options: new EcsOptions());
            var fates = 0;
            world.Fate = _ => (fates++ % 5) switch { 2 => "crash", 3 => "fail", 4 => "sick", _ => "run" };
            var marked = new HashSet<(EcsKind, string)>();
            world.Model.Changed = (kind, arn) => marked.Add((kind, arn));
            var kept = All(world.Model);
            foreach (var (choice, which, seconds) in steps)
            {
                try
                {
                    Do(world, choice, which);
                }
                catch (EcsException)
                {
                    // a refused call is a call too
                }
                world.Queue.RunUntil(world.Queue.Now + TimeSpan.FromSeconds(seconds));
                foreach (var (kind, arn) in marked)
                {
                    if (world.Model.Export(kind, arn) is { } there) kept[(kind, arn)] = JsonSerializer.Serialize(there);
                    else kept.Remove((kind, arn));
                }
                marked.Clear();
                var all = All(world.Model);
                Assert.Equal(all.Keys.Order(), kept.Keys.Order());
                foreach (var (key, value) in all) Assert.Equal(value, kept[key]);
            }
        }, iter: 60);

    private static Dictionary<(EcsKind, string), string> All(EcsModel model) =>
        model.Entries().ToDictionary(e => (e.Kind, e.Arn), e => JsonSerializer.Serialize(model.Export(e.Kind, e.Arn)));

    private static void Do(EcsWorld world, int choice, int which)
    {
        var model = world.Model;
        var cluster = model.Cluster(EcsWorld.Name);
        var instance = cluster.Instances.ElementAtOrDefault(which);
        var service = cluster.Services.ElementAtOrDefault(which % 2);
        switch (choice)
        {
            case 0: world.Register($"f{which % 2}", healthCheck: which > 2); break;
            case 1: world.Service("f0", desired: which, on: null, breaker: which % 2 == 0, rollback: true, maximum: 200, minimum: 50); break;
            case 2: world.Service("f1", desired: 1, on: EcsWorld.Slot(which)); break;
            case 3 when service is not null: model.UpdateService(cluster, service.Name, new EcsServiceUpdate { ForceNewDeployment = true }); break;
            case 4 when service is not null: model.UpdateService(cluster, service.Name, new EcsServiceUpdate { TaskDefinition = $"f{which % 2}", DesiredCount = which }); break;
            case 5 when service is not null: model.DeleteService(cluster, service.Name, force: true); break;
            case 6 when service?.ServiceDeployments.FirstOrDefault() is { } record: model.StopServiceDeployment(record, rollback: which % 2 == 0); break;
            case 7 when instance is not null: model.SetInstanceStatus(instance, which % 2 == 0 ? EcsInstanceStatus.Draining : EcsInstanceStatus.Active); break;
            case 8 when instance is not null: model.TerminateInstance(instance); break;
            case 9: world.AddSlot(which); break;
            case 10 when instance is not null: model.SetAgentConnected(instance, which % 2 == 0); break;
            case 11 when instance is not null: model.PutAttribute(instance, "a", $"{which}"); break;
            case 12: model.RunTask(cluster, "f0", 1, [], [], null, null, null); break;
            case 13 when cluster.Tasks.Values.FirstOrDefault() is { } task: model.StopTask(task, null); break;
            default: model.DeregisterTaskDefinition($"f0:{which}"); break;
        }
    }
}
