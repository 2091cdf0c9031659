using Quorum.Pipeline;
using Quorum.Settings;

namespace Build.Tests.BadInput;

/// <summary>What people get wrong in parameters, on the command line and in parameters files: one line each, with name, value and what would be right.</summary>
public sealed class BadInputTests
{
    private static readonly string[] Values = [.. SettingsReader.All, "DeleteData", "Confirm", "TestProject"];

    /// <summary>The values of .nuke/parameters.json itself, so that the table is about what people really have.</summary>
    private static readonly IReadOnlyDictionary<string, string> Good = new ParameterFile("", File.ReadAllText(Path.Combine(ProcessRun.Repository, ".nuke", "parameters.json"))) is var file
        ? System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, string>>(file.Text)! : throw new InvalidOperationException();

    /// <summary>parameter | value | a part of what is said to be right</summary>
    public static TheoryData<string, string, string> Parameters => new()
    {
        { "Cloud", "", "local" }, { "Cloud", "gcp", "aws" }, { "Cloud", "0", "local" }, { "Cloud", "local aws", "local" },
        { "ClusterName", "", "must be set" }, { "ClusterName", "Quorum", "lower-case" }, { "ClusterName", "a", "2 to 24" }, { "ClusterName", "a_b", "lower-case" },
        { "ClusterName", "-a", "beginning with a letter" }, { "ClusterName", "a--b", "single hyphens" }, { "ClusterName", "a-very-long-cluster-name-x", "2 to 24" }, { "ClusterName", "../etc", "lower-case" },
        { "DeployRegion", "", "must be set" }, { "DeployRegion", "us-east-1a", "region" }, { "DeployRegion", "Ireland", "eu-central-1" }, { "DeployRegion", "US-EAST-1", "region" },
        { "DeployAccount", "", "must be set" }, { "DeployAccount", "123", "12 digits" }, { "DeployAccount", "1234-5678-9012", "12 digits" }, { "DeployAccount", "arn:aws:iam::123456789012:root", "12 digits" },
        { "LocalPort", "", "must be set" }, { "LocalPort", "0", "1024" }, { "LocalPort", "443", "1024" }, { "LocalPort", "65536", "65535" }, { "LocalPort", "http", "digits" }, { "LocalPort", "4599 ", "digits" }, { "LocalPort", "0x1234", "digits" },
        { "LocalRuntime", "", "must be set" }, { "LocalRuntime", "podman", "simulated" }, { "LocalRuntime", "Auto", "auto" },
        { "ZoneCount", "", "must be set" }, { "ZoneCount", "1", "3" }, { "ZoneCount", "2", "3" }, { "ZoneCount", "6", "3" }, { "ZoneCount", "-3", "digits" }, { "ZoneCount", "3.0", "digits" },
        { "SlotsPerZone", "", "must be set" }, { "SlotsPerZone", "0", "1" }, { "SlotsPerZone", "31", "30" }, { "SlotsPerZone", "1e1", "digits" },
        { "SlotInstanceType", "", "must be set" }, { "SlotInstanceType", "big", "m7g.large" }, { "SlotInstanceType", "m6i", "instance type" },
        { "VolumeSize", "", "must be set" }, { "VolumeSize", "9", "10" }, { "VolumeSize", "65537", "65536" }, { "VolumeSize", "100 GiB", "digits" },
        { "VpcCidr", "", "must be set" }, { "VpcCidr", "10.42.0.0", "/16" }, { "VpcCidr", "10.42.0.0/8", "/16" }, { "VpcCidr", "10.42.0.0/28", "/20" }, { "VpcCidr", "10.42.0.1/16", "host bits" }, { "VpcCidr", "1.2.0.0/16", "private" },
        { "RepositoryName", "", "must be set" }, { "RepositoryName", "Quorum/ES", "lower-case" }, { "RepositoryName", "quorum/", "ECR" }, { "RepositoryName", "quorum:latest", "ECR" },
        { "ElasticsearchVersion", "", "must be set" }, { "ElasticsearchVersion", "8", "major.minor.patch" }, { "ElasticsearchVersion", "v8.17.2", "major.minor.patch" }, { "ElasticsearchVersion", "latest", "8.17.2" },
        { "BaseImage", "", "must be set" }, { "BaseImage", "docker.elastic.co/elasticsearch/elasticsearch", "tag" }, { "BaseImage", "docker.elastic.co/elasticsearch/elasticsearch:8.17.1", "8.17.2" },
        { "BaseImage", "docker.elastic.co/elasticsearch/elasticsearch:8.17.2@sha256:0000", "without a digest" },
        { "ImagePlatform", "", "must be set" }, { "ImagePlatform", "arm64", "linux/arm64" }, { "ImagePlatform", "linux/arm64", "linux/amd64" }, { "ImagePlatform", "windows/amd64", "linux/amd64" },
        { "ClusterAccess", "", "must be set" }, { "ClusterAccess", "ssh", "ssm" },
        { "WriteProbe", "", "must be set" }, { "WriteProbe", "yes", "true or false" }, { "WriteProbe", "1", "true or false" },
    };

    /// <summary>command line | what is named | a part of what is said to be right</summary>
    public static TheoryData<string, string, string> Arguments => new()
    {
        { "Deploy --zone-count=3", "--zone-count=3", "--zone-count 3" }, { "Deploy --ZoneCount:3", "--ZoneCount:3", "--ZoneCount 3" },
        { "Deploy --zone-cuont 3", "--zone-cuont", "--zonecount is meant" }, { "Deploy --zones 3", "--zones", "--help" },
        { "Deploy --local-port", "--local-port", "a value after it" }, { "Deploy --local-port --cloud local", "--local-port", "a value after it" },
        { "Deploy --local-port 4620 --local-port 4621", "--local-port", "once only" }, { "Deploy --localport 4620 --LocalPort 4621", "--LocalPort", "once only" },
        { "Deploy --profile", "--profile", "a value after it" }, { "Deploy --profil staging", "--profil", "--profile is meant" }, { "Deploy -x", "-x", "no parameter" },
        { "Deploy --force", "--force", "no parameter" }, { "Deploy --dry-runs", "--dry-runs", "--dryrun is meant" }, { "LocalDown --forgot", "--forgot", "--forget is meant" },
        { "Deploy --verbosity loud", "loud", "verbose, normal, minimal, quiet" }, { "Test --test-project", "--test-project", "a value after it" }, { "Destroy --confirm", "--confirm", "a value after it" },
    };

    /// <summary>text of parameters.json | the key named | a part of what is said to be right</summary>
    public static TheoryData<string, string, string> Files => new()
    {
        { """{ "ZoneCuont": "3" }""", "ZoneCuont", "ZoneCount is meant" }, { """{ "zonecount": "3" }""", "zonecount", "ZoneCount is meant" },
        { """{ "zone-count": "3" }""", "zone-count", "ZoneCount is meant" }, { """{ "Passwort": "x" }""", "Passwort", "no parameter of this build" },
        { """{ "cluster": { "name": "x" } }""", "cluster", "no parameter of this build" },
    };

    [Theory]
    [MemberData(nameof(Parameters))]
    public void Parameter_Wrong_IsNamedWithItsValueAndWhatIsRight(string parameter, string value, string right)
    {
        Assert.NotEqual(value, Good[parameter]);
        var refused = Assert.Throws<InputException>(() => SettingsReader.Read("/repository", "local", name => name == parameter ? value : Good.GetValueOrDefault(name)));
        Said(Assert.Single(refused.Problems), parameter, value, right);
    }

    [Theory]
    [MemberData(nameof(Arguments))]
    public void Argument_Wrong_IsNamedWithWhatIsRight(string line, string named, string right)
    {
        var problem = Assert.Single(ArgumentCheck.Problems(line.Split(' '), Values, ["Forget", "DryRun"]));
        Said(problem, problem.Parameter, named, right);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void ParametersFile_WithAWrongKey_IsNamedWithWhatIsRight(string text, string key, string right)
    {
        using var folder = new TemporaryFolder();
        folder.Write(".nuke/parameters.json", text);
        Said(Assert.Single(ArgumentCheck.FileProblems(folder.Path, [], Values)), key, "in .nuke/parameters.json", right);
    }

    [Fact]
    public void Arguments_ThatAreRight_PassWithoutAWord() =>
        Assert.Empty(ArgumentCheck.Problems(["Deploy", "Smoke", "--zone-count", "3", "--LocalPort", "-1", "--profile", "prod", "--skip", "--forget", "--no-logo", "--verbosity", "Quiet"], Values, ["Forget", "DryRun"]));

    [Fact]
    public void ParametersFiles_OfTheRepository_HaveNoWrongKey()
    {
        string[] profiles = ["staging", "prod"];
        Assert.Equal([".nuke/parameters.prod.json", ".nuke/parameters.staging.json", ".nuke/parameters.json"], ParameterFile.Of(ProcessRun.Repository, profiles).Select(file => file.Name));
        Assert.Empty(ArgumentCheck.FileProblems(ProcessRun.Repository, profiles, Values));
    }

    [Fact]
    public void Table_HasEnoughCases() => Assert.True(Parameters.Count + Arguments.Count + Files.Count >= 80, $"{Parameters.Count + Arguments.Count + Files.Count} cases");

    private static void Said(InputProblem problem, string parameter, string value, string right)
    {
        Assert.Equal((parameter, value), (problem.Parameter, problem.Value));
        Assert.Contains(right, problem.Right, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem.ToString());
    }
}
