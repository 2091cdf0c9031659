using Pulumi;
using Quorum.Infra.Components;

namespace Quorum.Infra;

/// <summary>The program as the engine, a test and the graph export run it.</summary>
public static class InfraProgram
{
    /// <summary>Configuration namespace: the project's name in Pulumi.yaml.</summary>
    public const string Project = "quorum";

    /// <exception cref="RunException">The configuration is wrong; every problem is listed.</exception>
    public static InfraConfig Configuration()
    {
        var config = new Config(Project);
        try
        {
            return InfraConfig.FromKeys(config.Get);
        }
        catch (InfraConfigException error)
        {
            throw new RunException(error.Message);
        }
    }

    /// <returns>The stack's outputs, see <c>InfraOutputs</c> of the pipeline.</returns>
    public static async Task<IDictionary<string, object?>> DefineAsync(InfraConfig config, ComponentResourceOptions? options = null) =>
        (await Cluster.CreateAsync(config, options)).Outputs();
}
