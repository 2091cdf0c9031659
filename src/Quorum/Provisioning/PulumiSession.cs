using System.ComponentModel;
using Pulumi.Automation;
using Pulumi.Automation.Commands.Exceptions;
using Quorum.Infra;
using Quorum.Pipeline;
using Quorum.Settings;

namespace Quorum.Provisioning;

/// <summary>The stack of this profile, opened through Pulumi Automation over the program in <c>infra/</c>.</summary>
internal sealed class PulumiSession(QuorumSettings settings, ProvisionOptions options)
{
    private static readonly string[] PassphraseVariables = ["PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"];

    public async Task<WorkspaceStack> OpenAsync(bool create, CancellationToken cancellation)
    {
        PulumiCommandCheck.ThrowIfMissing(Environment.GetEnvironmentVariable("PATH"));
        CheckSecrets(Environment.GetEnvironmentVariable);
        var args = new LocalProgramArgs(settings.Profile, Path.Combine(settings.Root, "infra"))
        {
            SecretsProvider = options.SecretsProvider,
            EnvironmentVariables = new Dictionary<string, string?> { ["PULUMI_SKIP_UPDATE_CHECK"] = "true", ["AWS_REGION"] = settings.Region },
        };
        if (options.StateBackend is { } backend) args.EnvironmentVariables["PULUMI_BACKEND_URL"] = backend;
        try
        {
            var stack = create
                ? await LocalWorkspace.CreateOrSelectStackAsync(args, cancellation)
                : await LocalWorkspace.SelectStackAsync(args, cancellation);
            PulumiCommandCheck.ThrowIfTooOld(stack.Workspace.PulumiVersion);
            return stack;
        }
        catch (StackNotFoundException missing)
        {
            throw new StageException($"There is no stack {settings.Profile} yet.", $"./build.sh ProvisionInfra --profile {settings.Profile}", missing);
        }
        catch (CommandException failed)
        {
            throw Explain("could not open the stack", failed);
        }
        catch (Exception other) when (other is InvalidOperationException or Win32Exception)
        {
            throw new StageException($"The Pulumi CLI cannot be used: {other.Message}", "Check that `pulumi version` works in this terminal", other);
        }
    }

    /// <summary>The configuration record as the engine's configuration: the same keys a person would set by hand. None of it is secret.</summary>
    public static Dictionary<string, ConfigValue> Configuration(InfraConfig config)
    {
        var values = config.ToKeys().ToDictionary(pair => $"{InfraProgram.Project}:{pair.Key}", pair => new ConfigValue(pair.Value));
        values["aws:region"] = new(config.Region);
        // The provider refuses to work in another account than the one meant.
        values["aws:allowedAccountIds"] = new($"[\"{config.AccountId}\"]");
        return values;
    }

    public StageException Explain(string what, CommandException failed)
    {
        if (failed is ConcurrentUpdateException)
        {
            var holder = StackLock.Find(failed.Message)?.ToString() ?? "another update";
            return new($"The stack {settings.Profile} is locked by {holder}.",
                $"Wait for it to end. If you know that it is gone: cd infra && pulumi cancel --stack {settings.Profile} --yes", failed);
        }

        return new($"Pulumi {what} {settings.Profile}: {failed.Message.Trim()}", $"cd infra && pulumi preview --stack {settings.Profile} shows the same, with more detail", failed);
    }

    private void CheckSecrets(Func<string, string?> environment)
    {
        var passphrase = options.SecretsProvider is null or "passphrase";
        // Pulumi's own service keeps the key itself; on a state backend of one's own the passphrase must be given, also when it is empty.
        if (passphrase && options.StateBackend is not null && PassphraseVariables.All(name => environment(name) is null))
            throw new StageException(
                $"The state backend {options.StateBackend} needs a passphrase or a key to encrypt with.",
                $"Set {PassphraseVariables[0]} (it may be empty), or give secretsProvider=awskms://alias/NAME?region={settings.Region} in {ProvisionOptions.Parameter}");
    }
}
