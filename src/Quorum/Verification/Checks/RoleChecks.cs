using Quorum.Smoke;

namespace Quorum.Verification.Checks;

public sealed class AccountIsTheOneAskedFor : VerifyCheck
{
    public override string Name => "account";

    public override string Group => "account";

    public override string Remedy => "Use credentials of the account in DeployAccount (aws sso login, AWS_PROFILE or AWS_ACCESS_KEY_ID; aws sts get-caller-identity shows whose they are), or correct DeployAccount";

    public override Finding Judge(VerifyFacts facts) => facts.Caller.Judge(account =>
        account == facts.AccountId ? Finding.Pass($"the credentials are of {account}") : Finding.Fail($"the credentials are of {account}, DeployAccount is {facts.AccountId}"));
}

public sealed class RoleIsAssumable : VerifyCheck
{
    public override string Name => "execution-role";

    public override string Group => "task execution role";

    public override string Remedy => "./build.sh ProvisionInfra gives the role its trust; whoever runs Verify needs sts:AssumeRole on it";

    public override Finding Judge(VerifyFacts facts) => facts.RoleSession.Judge(arn => Finding.Pass($"taken on as {arn}"));
}

public sealed class ImageIsPullable : VerifyCheck
{
    public override string Name => "image";

    public override string Group => "task execution role";

    public override string Remedy => "./build.sh BuildImage PushToEcr; for another processor set ImagePlatform (both in one: linux/amd64+linux/arm64)";

    public override Finding Judge(VerifyFacts facts) => facts.Image.Judge(image => image.Platforms.Contains(facts.Platform)
        ? Finding.Pass($"{image.Reference} exists for {facts.Platform}")
        : Finding.Fail($"{image.Reference} is for {string.Join(", ", image.Platforms)}, the slots run {facts.Platform}"));
}

public sealed class SecretsAreReadable : VerifyCheck
{
    public override string Name => "secrets";

    public override string Group => "task execution role";

    public override string Remedy => "./build.sh ProvisionInfra makes what is missing; a denied one: the execution role's policy in infra/Components/Access.cs names the parameters it may read";

    public override Finding Judge(VerifyFacts facts) => facts.Secrets.Judge(secrets => Finding.Of(
        [
            .. secrets.Where(secret => !secret.Readable).Select(secret => $"{secret.Parameter} ({secret.Names}) does not exist"),
            .. secrets.Where(secret => secret is { Readable: true, HasKey: false }).Select(secret => $"{secret.Parameter} ({secret.Names}) has no JSON key {secret.JsonKey}"),
        ],
        $"{secrets.Count} parameters"));
}

public sealed class KeyIsUsable : VerifyCheck
{
    public override string Name => "kms-key";

    public override string Group => "task execution role";

    public override string Remedy => "The key must be enabled and its policy must let the execution role decrypt: infra option kmsKey, ./build.sh ProvisionInfra";

    public override Finding Judge(VerifyFacts facts) => facts.KmsKeyArn is not { } key
        ? Finding.Skip("parameters are under the key that AWS manages")
        : facts.Secrets.Judge(secrets => secrets.Any(secret => secret is { Secure: true, Readable: true }) ? Finding.Pass($"a SecureString was decrypted under {key}") : Finding.Skip("no SecureString is named yet"));
}

public sealed class LogStreamIsWritable : VerifyCheck
{
    public override string Name => "log-stream";

    public override string Group => "task execution role";

    public override string Remedy => "./build.sh ProvisionInfra makes the log group again; a task whose stream cannot be made does not start";

    public override Finding Judge(VerifyFacts facts) => facts.LogStream.Judge(stream => Finding.Pass($"wrote to {stream}"));
}
