using Amazon.Runtime;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using Quorum.Infra;
using Quorum.Pipeline;
using Quorum.Rollout.Aws;
using Quorum.Settings;

namespace Quorum.Provisioning.Pinning;

/// <summary>PinAmi: asks AWS which ECS-optimised image it recommends for the slots' architecture now, and writes it into the profile's parameters file.</summary>
public sealed class AmiPinner(IAmazonSimpleSystemsManagement ssm, IClock clock)
{
    public const string Stage = "PinAmi";

    private const string ByHand = $"write amiId=ami-… into {ProvisionOptions.Parameter} by hand; aws ec2 describe-images --owners amazon tells the ids";

    /// <param name="write">False under a dry run: only says what would be written.</param>
    /// <exception cref="StageException">AWS has no such parameter or does not let it be read, or the file cannot be used; the file is unchanged.</exception>
    public async Task<StageOutcome> RunAsync(QuorumSettings settings, CancellationToken cancellation, bool write = true)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var started = clock.Now;
        // First what needs no answer of AWS.
        var arm = Arm(settings);
        var file = ProfileFile.Of(settings.Root, settings.Profile);
        var options = file.Options();
        var (before, others) = (AmiOption.Of(options), file.ReadBy());
        var ami = await RecommendedAsync(settings.Region, arm, cancellation).ConfigureAwait(false);
        // Who pins for one profile must not find out by another's instances that it was for both.
        var whose = others.Count == 0 ? "commit it" : $"also read by {string.Join(", ", others)} (no {ProvisionOptions.Parameter} there)";
        return Outcome(("ami", ami), ("before", before ?? "none"), ("region", settings.Region), ("parameter", EcsAmi.Parameter(arm)), ("file", file.Name)) with { Started = started, Duration = clock.Now - started };

        StageOutcome Outcome(params (string, string)[] facts)
        {
            if (before == ami) return StageOutcome.Unchanged(Stage, $"{ami} is pinned and recommended", facts);
            var change = $"{ami} instead of {before ?? "none"} into {file.Name}; {whose}";
            if (!write) return StageOutcome.Planned(Stage, $"would write {change}", facts);
            file.Write(AmiOption.With(options, ami));
            return StageOutcome.Changed(Stage, $"wrote {change}", facts) with { Next = [.. others.Select(profile => $"./build.sh PinAmi --profile {profile}")] };
        }
    }

    private static bool Arm(QuorumSettings settings) => InstanceTypes.Find(settings.InstanceType)?.Arm
        ?? throw new InputException([new("SlotInstanceType", settings.InstanceType, InstanceTypes.Known)]);

    private async Task<string> RecommendedAsync(string region, bool arm, CancellationToken cancellation)
    {
        var name = EcsAmi.Parameter(arm);
        try
        {
            var answer = await ssm.GetParameterAsync(new GetParameterRequest { Name = name }, cancellation).ConfigureAwait(false);
            return EcsAmi.IsId(answer.Parameter.Value) ? answer.Parameter.Value
                : throw new StageException($"The parameter {name} in {region} holds \"{answer.Parameter.Value}\", which is no AMI id.", ByHand);
        }
        catch (ParameterNotFoundException error)
        {
            throw new StageException($"There is no parameter {name} in {region}.", $"is DeployRegion right? If it is, {ByHand}", error);
        }
        // Where nobody answered, or not now, the build says so as for every stage.
        catch (AmazonServiceException error) when (!AwsFailures.IsTransient(error))
        {
            throw new StageException(
                $"The parameter {name} in {region} may not be read: {error.ErrorCode}: {error.Message}",
                $"give the role ssm:GetParameter on {EcsAmi.ParameterArn(region, arm)} (the stack's deploy and nightly roles have it once a person has run ./build.sh ProvisionInfra), then ./build.sh PinAmi",
                error);
        }
    }
}
