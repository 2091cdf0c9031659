namespace Amazon.ECS.Model;

public partial class AdvancedConfiguration
{
    public string AlternateTargetGroupArn { get; set; }
    public string ProductionListenerRule { get; set; }
    public string TestListenerRule { get; set; }
    public string RoleArn { get; set; }
}

public partial class Attachment
{
    public string Id { get; set; }
    public string Type { get; set; }
    public string Status { get; set; }
    public List<KeyValuePair> Details { get; set; } = AWSConfigs.InitializeCollections ? new List<KeyValuePair>() : null;
}

public partial class Attribute
{
    public string Name { get; set; }
    public string Value { get; set; }
    public TargetType TargetType { get; set; }
    public string TargetId { get; set; }
}

public partial class AwsVpcConfiguration
{
    public List<string> Subnets { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
    public List<string> SecurityGroups { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
    public AssignPublicIp AssignPublicIp { get; set; }
}

public partial class CanaryConfiguration
{
    public double? CanaryPercent { get; set; }
    public int? CanaryBakeTimeInMinutes { get; set; }
}

public partial class CapacityProviderStrategyItem
{
    public string CapacityProvider { get; set; }
    public int? Weight { get; set; }
    public int? Base { get; set; }
}

public partial class Cluster
{
    public string ClusterArn { get; set; }
    public string ClusterName { get; set; }
    public ClusterConfiguration Configuration { get; set; }
    public string Status { get; set; }
    public int? RegisteredContainerInstancesCount { get; set; }
    public int? RunningTasksCount { get; set; }
    public int? PendingTasksCount { get; set; }
    public int? ActiveServicesCount { get; set; }
    public List<KeyValuePair> Statistics { get; set; } = AWSConfigs.InitializeCollections ? new List<KeyValuePair>() : null;
    public List<Tag> Tags { get; set; } = AWSConfigs.InitializeCollections ? new List<Tag>() : null;
    public List<ClusterSetting> Settings { get; set; } = AWSConfigs.InitializeCollections ? new List<ClusterSetting>() : null;
    public List<string> CapacityProviders { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
    public List<CapacityProviderStrategyItem> DefaultCapacityProviderStrategy { get; set; } = AWSConfigs.InitializeCollections ? new List<CapacityProviderStrategyItem>() : null;
    public List<Attachment> Attachments { get; set; } = AWSConfigs.InitializeCollections ? new List<Attachment>() : null;
    public string AttachmentsStatus { get; set; }
    public ClusterServiceConnectDefaults ServiceConnectDefaults { get; set; }
}

public partial class ClusterConfiguration
{
    public ExecuteCommandConfiguration ExecuteCommandConfiguration { get; set; }
    public ManagedStorageConfiguration ManagedStorageConfiguration { get; set; }
}

public partial class ClusterServiceConnectDefaults
{
    public string Namespace { get; set; }
}

public partial class ClusterServiceConnectDefaultsRequest
{
    public string Namespace { get; set; }
}

public partial class ClusterSetting
{
    public ClusterSettingName Name { get; set; }
    public string Value { get; set; }
}

public partial class Container
{
    public string ContainerArn { get; set; }
    public string TaskArn { get; set; }
    public string Name { get; set; }
    public string Image { get; set; }
    public string ImageDigest { get; set; }
    public string RuntimeId { get; set; }
    public string LastStatus { get; set; }
    public int? ExitCode { get; set; }
    public string Reason { get; set; }
    public List<NetworkBinding> NetworkBindings { get; set; } = AWSConfigs.InitializeCollections ? new List<NetworkBinding>() : null;
    public List<NetworkInterface> NetworkInterfaces { get; set; } = AWSConfigs.InitializeCollections ? new List<NetworkInterface>() : null;
    public HealthStatus HealthStatus { get; set; }
    public List<ManagedAgent> ManagedAgents { get; set; } = AWSConfigs.InitializeCollections ? new List<ManagedAgent>() : null;
    public string Cpu { get; set; }
    public string Memory { get; set; }
    public string MemoryReservation { get; set; }
    public List<string> GpuIds { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
}

public partial class ContainerDefinition
{
    public string Name { get; set; }
    public string Image { get; set; }
    public RepositoryCredentials RepositoryCredentials { get; set; }
    public int? Cpu { get; set; }
    public int? Memory { get; set; }
    public int? MemoryReservation { get; set; }
    public List<string> Links { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
    public List<PortMapping> PortMappings { get; set; } = AWSConfigs.InitializeCollections ? new List<PortMapping>() : null;
    public bool? Essential { get; set; }
    public ContainerRestartPolicy RestartPolicy { get; set; }
    public List<string> EntryPoint { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
    public List<string> Command { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
    public List<KeyValuePair> Environment { get; set; } = AWSConfigs.InitializeCollections ? new List<KeyValuePair>() : null;
    public List<EnvironmentFile> EnvironmentFiles { get; set; } = AWSConfigs.InitializeCollections ? new List<EnvironmentFile>() : null;
    public List<MountPoint> MountPoints { get; set; } = AWSConfigs.InitializeCollections ? new List<MountPoint>() : null;
    public List<VolumeFrom> VolumesFrom { get; set; } = AWSConfigs.InitializeCollections ? new List<VolumeFrom>() : null;
    public LinuxParameters LinuxParameters { get; set; }
    public List<Secret> Secrets { get; set; } = AWSConfigs.InitializeCollections ? new List<Secret>() : null;
    public List<ContainerDependency> DependsOn { get; set; } = AWSConfigs.InitializeCollections ? new List<ContainerDependency>() : null;
    public int? StartTimeout { get; set; }
    public int? StopTimeout { get; set; }
    public VersionConsistency VersionConsistency { get; set; }
    public string Hostname { get; set; }
    public string User { get; set; }
    public string WorkingDirectory { get; set; }
    public bool? DisableNetworking { get; set; }
    public bool? Privileged { get; set; }
    public bool? ReadonlyRootFilesystem { get; set; }
    public List<string> DnsServers { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
    public List<string> DnsSearchDomains { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
    public List<HostEntry> ExtraHosts { get; set; } = AWSConfigs.InitializeCollections ? new List<HostEntry>() : null;
    public List<string> DockerSecurityOptions { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
    public bool? Interactive { get; set; }
    public bool? PseudoTerminal { get; set; }
    public Dictionary<string, string> DockerLabels { get; set; } = AWSConfigs.InitializeCollections ? new Dictionary<string, string>() : null;
    public List<Ulimit> Ulimits { get; set; } = AWSConfigs.InitializeCollections ? new List<Ulimit>() : null;
    public LogConfiguration LogConfiguration { get; set; }
    public HealthCheck HealthCheck { get; set; }
    public List<SystemControl> SystemControls { get; set; } = AWSConfigs.InitializeCollections ? new List<SystemControl>() : null;
    public List<ResourceRequirement> ResourceRequirements { get; set; } = AWSConfigs.InitializeCollections ? new List<ResourceRequirement>() : null;
    public FirelensConfiguration FirelensConfiguration { get; set; }
    public List<string> CredentialSpecs { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
}

public partial class ContainerDependency
{
    public string ContainerName { get; set; }
    public ContainerCondition Condition { get; set; }
}

public partial class ContainerImage
{
    public string ContainerName { get; set; }
    public string ImageDigest { get; set; }
    public string Image { get; set; }
}

public partial class ContainerInstance
{
    public string ContainerInstanceArn { get; set; }
    public string Ec2InstanceId { get; set; }
    public string CapacityProviderName { get; set; }
    public long? Version { get; set; }
    public VersionInfo VersionInfo { get; set; }
    public List<Resource> RemainingResources { get; set; } = AWSConfigs.InitializeCollections ? new List<Resource>() : null;
    public List<Resource> RegisteredResources { get; set; } = AWSConfigs.InitializeCollections ? new List<Resource>() : null;
    public string Status { get; set; }
    public string StatusReason { get; set; }
    public bool? AgentConnected { get; set; }
    public int? RunningTasksCount { get; set; }
    public int? PendingTasksCount { get; set; }
    public AgentUpdateStatus AgentUpdateStatus { get; set; }
    public List<Attribute> Attributes { get; set; } = AWSConfigs.InitializeCollections ? new List<Attribute>() : null;
    public DateTime? RegisteredAt { get; set; }
    public List<Attachment> Attachments { get; set; } = AWSConfigs.InitializeCollections ? new List<Attachment>() : null;
    public List<Tag> Tags { get; set; } = AWSConfigs.InitializeCollections ? new List<Tag>() : null;
    public ContainerInstanceHealthStatus HealthStatus { get; set; }
}

public partial class ContainerInstanceHealthStatus
{
    public InstanceHealthCheckState OverallStatus { get; set; }
    public List<InstanceHealthCheckResult> Details { get; set; } = AWSConfigs.InitializeCollections ? new List<InstanceHealthCheckResult>() : null;
}

public partial class ContainerOverride
{
    public string Name { get; set; }
    public List<string> Command { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
    public List<KeyValuePair> Environment { get; set; } = AWSConfigs.InitializeCollections ? new List<KeyValuePair>() : null;
    public List<EnvironmentFile> EnvironmentFiles { get; set; } = AWSConfigs.InitializeCollections ? new List<EnvironmentFile>() : null;
    public int? Cpu { get; set; }
    public int? Memory { get; set; }
    public int? MemoryReservation { get; set; }
    public List<ResourceRequirement> ResourceRequirements { get; set; } = AWSConfigs.InitializeCollections ? new List<ResourceRequirement>() : null;
}

public partial class ContainerRestartPolicy
{
    public bool? Enabled { get; set; }
    public List<int> IgnoredExitCodes { get; set; } = AWSConfigs.InitializeCollections ? new List<int>() : null;
    public int? RestartAttemptPeriod { get; set; }
}

public partial class CreatedAt
{
    public DateTime? Before { get; set; }
    public DateTime? After { get; set; }
}

public partial class Deployment
{
    public string Id { get; set; }
    public string Status { get; set; }
    public string TaskDefinition { get; set; }
    public int? DesiredCount { get; set; }
    public int? PendingCount { get; set; }
    public int? RunningCount { get; set; }
    public int? FailedTasks { get; set; }
    public DateTime? CreatedAt { get; set; }
    public DateTime? UpdatedAt { get; set; }
    public List<CapacityProviderStrategyItem> CapacityProviderStrategy { get; set; } = AWSConfigs.InitializeCollections ? new List<CapacityProviderStrategyItem>() : null;
    public LaunchType LaunchType { get; set; }
    public string PlatformVersion { get; set; }
    public string PlatformFamily { get; set; }
    public NetworkConfiguration NetworkConfiguration { get; set; }
    public DeploymentRolloutState RolloutState { get; set; }
    public string RolloutStateReason { get; set; }
    public ServiceConnectConfiguration ServiceConnectConfiguration { get; set; }
    public List<ServiceConnectServiceResource> ServiceConnectResources { get; set; } = AWSConfigs.InitializeCollections ? new List<ServiceConnectServiceResource>() : null;
    public List<ServiceVolumeConfiguration> VolumeConfigurations { get; set; } = AWSConfigs.InitializeCollections ? new List<ServiceVolumeConfiguration>() : null;
    public DeploymentEphemeralStorage FargateEphemeralStorage { get; set; }
    public List<VpcLatticeConfiguration> VpcLatticeConfigurations { get; set; } = AWSConfigs.InitializeCollections ? new List<VpcLatticeConfiguration>() : null;
}

public partial class DeploymentAlarms
{
    public List<string> AlarmNames { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
    public bool? Rollback { get; set; }
    public bool? Enable { get; set; }
}

public partial class DeploymentCircuitBreaker
{
    public bool? Enable { get; set; }
    public bool? Rollback { get; set; }
}

public partial class DeploymentConfiguration
{
    public DeploymentCircuitBreaker DeploymentCircuitBreaker { get; set; }
    public int? MaximumPercent { get; set; }
    public int? MinimumHealthyPercent { get; set; }
    public DeploymentAlarms Alarms { get; set; }
    public DeploymentStrategy Strategy { get; set; }
    public int? BakeTimeInMinutes { get; set; }
    public List<DeploymentLifecycleHook> LifecycleHooks { get; set; } = AWSConfigs.InitializeCollections ? new List<DeploymentLifecycleHook>() : null;
    public LinearConfiguration LinearConfiguration { get; set; }
    public CanaryConfiguration CanaryConfiguration { get; set; }
}

public partial class DeploymentController
{
    public DeploymentControllerType Type { get; set; }
}

public partial class DeploymentEphemeralStorage
{
    public string KmsKeyId { get; set; }
}

public partial class DeploymentLifecycleHook
{
    public DeploymentLifecycleHookTargetType TargetType { get; set; }
    public string HookTargetArn { get; set; }
    public string RoleArn { get; set; }
    public List<string> LifecycleStages { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
    public HookDetails HookDetails { get; set; }
    public DeploymentLifecycleHookTimeoutConfiguration TimeoutConfiguration { get; set; }
}

public partial class DeploymentLifecycleHookDetail
{
    public string HookId { get; set; }
    public DeploymentLifecycleHookTargetType TargetType { get; set; }
    public string TargetArn { get; set; }
    public DeploymentLifecycleHookStatus Status { get; set; }
    public DateTime? ExpiresAt { get; set; }
    public DeploymentLifecycleHookAction TimeoutAction { get; set; }
}

public partial class DeploymentLifecycleHookTimeoutConfiguration
{
    public int? TimeoutInMinutes { get; set; }
    public DeploymentLifecycleHookAction Action { get; set; }
}

public partial class Device
{
    public string HostPath { get; set; }
    public string ContainerPath { get; set; }
    public List<string> Permissions { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
}

public partial class DockerVolumeConfiguration
{
    public Scope Scope { get; set; }
    public bool? Autoprovision { get; set; }
    public string Driver { get; set; }
    public Dictionary<string, string> DriverOpts { get; set; } = AWSConfigs.InitializeCollections ? new Dictionary<string, string>() : null;
    public Dictionary<string, string> Labels { get; set; } = AWSConfigs.InitializeCollections ? new Dictionary<string, string>() : null;
}

public partial class EBSTagSpecification
{
    public EBSResourceType ResourceType { get; set; }
    public List<Tag> Tags { get; set; } = AWSConfigs.InitializeCollections ? new List<Tag>() : null;
    public PropagateTags PropagateTags { get; set; }
}

public partial class ECSManagedResources
{
    public List<ManagedIngressPath> IngressPaths { get; set; } = AWSConfigs.InitializeCollections ? new List<ManagedIngressPath>() : null;
    public ManagedAutoScaling AutoScaling { get; set; }
    public List<ManagedMetricAlarm> MetricAlarms { get; set; } = AWSConfigs.InitializeCollections ? new List<ManagedMetricAlarm>() : null;
    public List<ManagedSecurityGroup> ServiceSecurityGroups { get; set; } = AWSConfigs.InitializeCollections ? new List<ManagedSecurityGroup>() : null;
    public List<ManagedLogGroup> LogGroups { get; set; } = AWSConfigs.InitializeCollections ? new List<ManagedLogGroup>() : null;
}

public partial class EFSAuthorizationConfig
{
    public string AccessPointId { get; set; }
    public EFSAuthorizationConfigIAM Iam { get; set; }
}

public partial class EFSVolumeConfiguration
{
    public string FileSystemId { get; set; }
    public string RootDirectory { get; set; }
    public EFSTransitEncryption TransitEncryption { get; set; }
    public int? TransitEncryptionPort { get; set; }
    public EFSAuthorizationConfig AuthorizationConfig { get; set; }
}

public partial class EnvironmentFile
{
    public string Value { get; set; }
    public EnvironmentFileType Type { get; set; }
}

public partial class EphemeralStorage
{
    public int? SizeInGiB { get; set; }
}

public partial class ExecuteCommandConfiguration
{
    public string KmsKeyId { get; set; }
    public ExecuteCommandLogging Logging { get; set; }
    public ExecuteCommandLogConfiguration LogConfiguration { get; set; }
}

public partial class ExecuteCommandLogConfiguration
{
    public string CloudWatchLogGroupName { get; set; }
    public bool? CloudWatchEncryptionEnabled { get; set; }
    public string S3BucketName { get; set; }
    public bool? S3EncryptionEnabled { get; set; }
    public string S3KeyPrefix { get; set; }
}

public partial class FSxWindowsFileServerAuthorizationConfig
{
    public string CredentialsParameter { get; set; }
    public string Domain { get; set; }
}

public partial class FSxWindowsFileServerVolumeConfiguration
{
    public string FileSystemId { get; set; }
    public string RootDirectory { get; set; }
    public FSxWindowsFileServerAuthorizationConfig AuthorizationConfig { get; set; }
}

public partial class Failure
{
    public string Arn { get; set; }
    public string Reason { get; set; }
    public string Detail { get; set; }
}

public partial class FirelensConfiguration
{
    public FirelensConfigurationType Type { get; set; }
    public Dictionary<string, string> Options { get; set; } = AWSConfigs.InitializeCollections ? new Dictionary<string, string>() : null;
}

public partial class HealthCheck
{
    public List<string> Command { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
    public int? Interval { get; set; }
    public int? Timeout { get; set; }
    public int? Retries { get; set; }
    public int? StartPeriod { get; set; }
}

public partial class HookDetails
{

}

public partial class HostEntry
{
    public string Hostname { get; set; }
    public string IpAddress { get; set; }
}

public partial class HostVolumeProperties
{
    public string SourcePath { get; set; }
}

public partial class InferenceAccelerator
{
    public string DeviceName { get; set; }
    public string DeviceType { get; set; }
}

public partial class InferenceAcceleratorOverride
{
    public string DeviceName { get; set; }
    public string DeviceType { get; set; }
}

public partial class InstanceHealthCheckResult
{
    public InstanceHealthCheckType Type { get; set; }
    public InstanceHealthCheckState Status { get; set; }
    public string StatusReason { get; set; }
    public DateTime? LastUpdated { get; set; }
    public DateTime? LastStatusChange { get; set; }
}

public partial class KernelCapabilities
{
    public List<string> Add { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
    public List<string> Drop { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
}

public partial class KeyValuePair
{
    public string Name { get; set; }
    public string Value { get; set; }
}

public partial class LinearConfiguration
{
    public double? StepPercent { get; set; }
    public int? StepBakeTimeInMinutes { get; set; }
}

public partial class LinuxParameters
{
    public KernelCapabilities Capabilities { get; set; }
    public List<Device> Devices { get; set; } = AWSConfigs.InitializeCollections ? new List<Device>() : null;
    public bool? InitProcessEnabled { get; set; }
    public int? SharedMemorySize { get; set; }
    public List<Tmpfs> Tmpfs { get; set; } = AWSConfigs.InitializeCollections ? new List<Tmpfs>() : null;
    public int? MaxSwap { get; set; }
    public int? Swappiness { get; set; }
}

public partial class LoadBalancer
{
    public string TargetGroupArn { get; set; }
    public string LoadBalancerName { get; set; }
    public string ContainerName { get; set; }
    public int? ContainerPort { get; set; }
    public AdvancedConfiguration AdvancedConfiguration { get; set; }
}

public partial class LogConfiguration
{
    public LogDriver LogDriver { get; set; }
    public Dictionary<string, string> Options { get; set; } = AWSConfigs.InitializeCollections ? new Dictionary<string, string>() : null;
    public List<Secret> SecretOptions { get; set; } = AWSConfigs.InitializeCollections ? new List<Secret>() : null;
}

public partial class ManagedAgent
{
    public DateTime? LastStartedAt { get; set; }
    public ManagedAgentName Name { get; set; }
    public string Reason { get; set; }
    public string LastStatus { get; set; }
}

public partial class ManagedApplicationAutoScalingPolicy
{
    public string Arn { get; set; }
    public ManagedResourceStatus Status { get; set; }
    public string StatusReason { get; set; }
    public DateTime? UpdatedAt { get; set; }
    public string PolicyType { get; set; }
    public double? TargetValue { get; set; }
    public string Metric { get; set; }
}

public partial class ManagedAutoScaling
{
    public ManagedScalableTarget ScalableTarget { get; set; }
    public List<ManagedApplicationAutoScalingPolicy> ApplicationAutoScalingPolicies { get; set; } = AWSConfigs.InitializeCollections ? new List<ManagedApplicationAutoScalingPolicy>() : null;
}

public partial class ManagedCertificate
{
    public string Arn { get; set; }
    public ManagedResourceStatus Status { get; set; }
    public string StatusReason { get; set; }
    public DateTime? UpdatedAt { get; set; }
    public string DomainName { get; set; }
}

public partial class ManagedIngressPath
{
    public AccessType AccessType { get; set; }
    public string Endpoint { get; set; }
    public ManagedLoadBalancer LoadBalancer { get; set; }
    public List<ManagedSecurityGroup> LoadBalancerSecurityGroups { get; set; } = AWSConfigs.InitializeCollections ? new List<ManagedSecurityGroup>() : null;
    public ManagedCertificate Certificate { get; set; }
    public ManagedListener Listener { get; set; }
    public ManagedListenerRule Rule { get; set; }
    public List<ManagedTargetGroup> TargetGroups { get; set; } = AWSConfigs.InitializeCollections ? new List<ManagedTargetGroup>() : null;
}

public partial class ManagedListener
{
    public string Arn { get; set; }
    public ManagedResourceStatus Status { get; set; }
    public string StatusReason { get; set; }
    public DateTime? UpdatedAt { get; set; }
}

public partial class ManagedListenerRule
{
    public string Arn { get; set; }
    public ManagedResourceStatus Status { get; set; }
    public string StatusReason { get; set; }
    public DateTime? UpdatedAt { get; set; }
}

public partial class ManagedLoadBalancer
{
    public string Arn { get; set; }
    public ManagedResourceStatus Status { get; set; }
    public string StatusReason { get; set; }
    public DateTime? UpdatedAt { get; set; }
    public string Scheme { get; set; }
    public List<string> SubnetIds { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
    public List<string> SecurityGroupIds { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
}

public partial class ManagedLogGroup
{
    public string Arn { get; set; }
    public ManagedResourceStatus Status { get; set; }
    public string StatusReason { get; set; }
    public DateTime? UpdatedAt { get; set; }
    public string LogGroupName { get; set; }
}

public partial class ManagedMetricAlarm
{
    public string Arn { get; set; }
    public ManagedResourceStatus Status { get; set; }
    public string StatusReason { get; set; }
    public DateTime? UpdatedAt { get; set; }
}

public partial class ManagedScalableTarget
{
    public string Arn { get; set; }
    public ManagedResourceStatus Status { get; set; }
    public string StatusReason { get; set; }
    public DateTime? UpdatedAt { get; set; }
    public int? MinCapacity { get; set; }
    public int? MaxCapacity { get; set; }
}

public partial class ManagedSecurityGroup
{
    public string Arn { get; set; }
    public ManagedResourceStatus Status { get; set; }
    public string StatusReason { get; set; }
    public DateTime? UpdatedAt { get; set; }
}

public partial class ManagedStorageConfiguration
{
    public string KmsKeyId { get; set; }
    public string FargateEphemeralStorageKmsKeyId { get; set; }
}

public partial class ManagedTargetGroup
{
    public string Arn { get; set; }
    public ManagedResourceStatus Status { get; set; }
    public string StatusReason { get; set; }
    public DateTime? UpdatedAt { get; set; }
    public string HealthCheckPath { get; set; }
    public int? HealthCheckPort { get; set; }
    public int? Port { get; set; }
}

public partial class MountPoint
{
    public string SourceVolume { get; set; }
    public string ContainerPath { get; set; }
    public bool? ReadOnly { get; set; }
}

public partial class NetworkBinding
{
    public string BindIP { get; set; }
    public int? ContainerPort { get; set; }
    public int? HostPort { get; set; }
    public TransportProtocol Protocol { get; set; }
    public string ContainerPortRange { get; set; }
    public string HostPortRange { get; set; }
}

public partial class NetworkConfiguration
{
    public AwsVpcConfiguration AwsvpcConfiguration { get; set; }
}

public partial class NetworkInterface
{
    public string AttachmentId { get; set; }
    public string PrivateIpv4Address { get; set; }
    public string Ipv6Address { get; set; }
}

public partial class PlacementConstraint
{
    public PlacementConstraintType Type { get; set; }
    public string Expression { get; set; }
}

public partial class PlacementStrategy
{
    public PlacementStrategyType Type { get; set; }
    public string Field { get; set; }
}

public partial class PortMapping
{
    public int? ContainerPort { get; set; }
    public int? HostPort { get; set; }
    public TransportProtocol Protocol { get; set; }
    public string Name { get; set; }
    public ApplicationProtocol AppProtocol { get; set; }
    public string ContainerPortRange { get; set; }
}

public partial class ProxyConfiguration
{
    public ProxyConfigurationType Type { get; set; }
    public string ContainerName { get; set; }
    public List<KeyValuePair> Properties { get; set; } = AWSConfigs.InitializeCollections ? new List<KeyValuePair>() : null;
}

public partial class RepositoryCredentials
{
    public string CredentialsParameter { get; set; }
}

public partial class ResolvedConfiguration
{
    public List<ServiceRevisionLoadBalancer> LoadBalancers { get; set; } = AWSConfigs.InitializeCollections ? new List<ServiceRevisionLoadBalancer>() : null;
}

public partial class Resource
{
    public string Name { get; set; }
    public string Type { get; set; }
    public double? DoubleValue { get; set; }
    public long? LongValue { get; set; }
    public int? IntegerValue { get; set; }
    public List<string> StringSetValue { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
}

public partial class ResourceRequirement
{
    public string Value { get; set; }
    public ResourceType Type { get; set; }
}

public partial class Rollback
{
    public string Reason { get; set; }
    public DateTime? StartedAt { get; set; }
    public string ServiceRevisionArn { get; set; }
}

public partial class RuntimePlatform
{
    public CPUArchitecture CpuArchitecture { get; set; }
    public OSFamily OperatingSystemFamily { get; set; }
}

public partial class S3FilesVolumeConfiguration
{
    public string FileSystemArn { get; set; }
    public string RootDirectory { get; set; }
    public int? TransitEncryptionPort { get; set; }
    public string AccessPointArn { get; set; }
}

public partial class Scale
{
    public double? Value { get; set; }
    public ScaleUnit Unit { get; set; }
}

public partial class Secret
{
    public string Name { get; set; }
    public string ValueFrom { get; set; }
}

public partial class Service
{
    public string ServiceArn { get; set; }
    public string ServiceName { get; set; }
    public string ClusterArn { get; set; }
    public List<LoadBalancer> LoadBalancers { get; set; } = AWSConfigs.InitializeCollections ? new List<LoadBalancer>() : null;
    public List<ServiceRegistry> ServiceRegistries { get; set; } = AWSConfigs.InitializeCollections ? new List<ServiceRegistry>() : null;
    public string Status { get; set; }
    public int? DesiredCount { get; set; }
    public int? RunningCount { get; set; }
    public int? PendingCount { get; set; }
    public LaunchType LaunchType { get; set; }
    public List<CapacityProviderStrategyItem> CapacityProviderStrategy { get; set; } = AWSConfigs.InitializeCollections ? new List<CapacityProviderStrategyItem>() : null;
    public string PlatformVersion { get; set; }
    public string PlatformFamily { get; set; }
    public string TaskDefinition { get; set; }
    public DeploymentConfiguration DeploymentConfiguration { get; set; }
    public List<TaskSet> TaskSets { get; set; } = AWSConfigs.InitializeCollections ? new List<TaskSet>() : null;
    public List<Deployment> Deployments { get; set; } = AWSConfigs.InitializeCollections ? new List<Deployment>() : null;
    public string RoleArn { get; set; }
    public List<ServiceEvent> Events { get; set; } = AWSConfigs.InitializeCollections ? new List<ServiceEvent>() : null;
    public DateTime? CreatedAt { get; set; }
    public string CurrentServiceDeployment { get; set; }
    public List<ServiceCurrentRevisionSummary> CurrentServiceRevisions { get; set; } = AWSConfigs.InitializeCollections ? new List<ServiceCurrentRevisionSummary>() : null;
    public List<PlacementConstraint> PlacementConstraints { get; set; } = AWSConfigs.InitializeCollections ? new List<PlacementConstraint>() : null;
    public List<PlacementStrategy> PlacementStrategy { get; set; } = AWSConfigs.InitializeCollections ? new List<PlacementStrategy>() : null;
    public NetworkConfiguration NetworkConfiguration { get; set; }
    public int? HealthCheckGracePeriodSeconds { get; set; }
    public SchedulingStrategy SchedulingStrategy { get; set; }
    public DeploymentController DeploymentController { get; set; }
    public List<Tag> Tags { get; set; } = AWSConfigs.InitializeCollections ? new List<Tag>() : null;
    public string CreatedBy { get; set; }
    public bool? EnableECSManagedTags { get; set; }
    public PropagateTags PropagateTags { get; set; }
    public bool? EnableExecuteCommand { get; set; }
    public AvailabilityZoneRebalancing AvailabilityZoneRebalancing { get; set; }
    public ResourceManagementType ResourceManagementType { get; set; }
}

public partial class ServiceConnectAccessLogConfiguration
{
    public ServiceConnectAccessLoggingFormat Format { get; set; }
    public ServiceConnectIncludeQueryParameters IncludeQueryParameters { get; set; }
}

public partial class ServiceConnectClientAlias
{
    public int? Port { get; set; }
    public string DnsName { get; set; }
    public ServiceConnectTestTrafficRules TestTrafficRules { get; set; }
}

public partial class ServiceConnectConfiguration
{
    public bool? Enabled { get; set; }
    public string Namespace { get; set; }
    public List<ServiceConnectService> Services { get; set; } = AWSConfigs.InitializeCollections ? new List<ServiceConnectService>() : null;
    public LogConfiguration LogConfiguration { get; set; }
    public ServiceConnectAccessLogConfiguration AccessLogConfiguration { get; set; }
}

public partial class ServiceConnectService
{
    public string PortName { get; set; }
    public string DiscoveryName { get; set; }
    public List<ServiceConnectClientAlias> ClientAliases { get; set; } = AWSConfigs.InitializeCollections ? new List<ServiceConnectClientAlias>() : null;
    public int? IngressPortOverride { get; set; }
    public TimeoutConfiguration Timeout { get; set; }
    public ServiceConnectTlsConfiguration Tls { get; set; }
}

public partial class ServiceConnectServiceResource
{
    public string DiscoveryName { get; set; }
    public string DiscoveryArn { get; set; }
}

public partial class ServiceConnectTestTrafficHeaderMatchRules
{
    public string Exact { get; set; }
}

public partial class ServiceConnectTestTrafficHeaderRules
{
    public string Name { get; set; }
    public ServiceConnectTestTrafficHeaderMatchRules Value { get; set; }
}

public partial class ServiceConnectTestTrafficRules
{
    public ServiceConnectTestTrafficHeaderRules Header { get; set; }
}

public partial class ServiceConnectTlsCertificateAuthority
{
    public string AwsPcaAuthorityArn { get; set; }
}

public partial class ServiceConnectTlsConfiguration
{
    public ServiceConnectTlsCertificateAuthority IssuerCertificateAuthority { get; set; }
    public string KmsKey { get; set; }
    public string RoleArn { get; set; }
}

public partial class ServiceCurrentRevisionSummary
{
    public string Arn { get; set; }
    public int? RequestedTaskCount { get; set; }
    public int? RunningTaskCount { get; set; }
    public int? PendingTaskCount { get; set; }
}

public partial class ServiceDeployment
{
    public string ServiceDeploymentArn { get; set; }
    public string ServiceArn { get; set; }
    public string ClusterArn { get; set; }
    public DateTime? CreatedAt { get; set; }
    public DateTime? StartedAt { get; set; }
    public DateTime? FinishedAt { get; set; }
    public DateTime? StoppedAt { get; set; }
    public DateTime? UpdatedAt { get; set; }
    public List<ServiceRevisionSummary> SourceServiceRevisions { get; set; } = AWSConfigs.InitializeCollections ? new List<ServiceRevisionSummary>() : null;
    public ServiceRevisionSummary TargetServiceRevision { get; set; }
    public ServiceDeploymentStatus Status { get; set; }
    public string StatusReason { get; set; }
    public ServiceDeploymentLifecycleStage LifecycleStage { get; set; }
    public List<DeploymentLifecycleHookDetail> LifecycleHookDetails { get; set; } = AWSConfigs.InitializeCollections ? new List<DeploymentLifecycleHookDetail>() : null;
    public DeploymentConfiguration DeploymentConfiguration { get; set; }
    public Rollback Rollback { get; set; }
    public ServiceDeploymentCircuitBreaker DeploymentCircuitBreaker { get; set; }
    public ServiceDeploymentAlarms Alarms { get; set; }
}

public partial class ServiceDeploymentAlarms
{
    public ServiceDeploymentRollbackMonitorsStatus Status { get; set; }
    public List<string> AlarmNames { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
    public List<string> TriggeredAlarmNames { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
}

public partial class ServiceDeploymentBrief
{
    public string ServiceDeploymentArn { get; set; }
    public string ServiceArn { get; set; }
    public string ClusterArn { get; set; }
    public DateTime? StartedAt { get; set; }
    public DateTime? CreatedAt { get; set; }
    public DateTime? FinishedAt { get; set; }
    public string TargetServiceRevisionArn { get; set; }
    public ServiceDeploymentStatus Status { get; set; }
    public string StatusReason { get; set; }
}

public partial class ServiceDeploymentCircuitBreaker
{
    public ServiceDeploymentRollbackMonitorsStatus Status { get; set; }
    public int? FailureCount { get; set; }
    public int? Threshold { get; set; }
}

public partial class ServiceEvent
{
    public string Id { get; set; }
    public DateTime? CreatedAt { get; set; }
    public string Message { get; set; }
}

public partial class ServiceManagedEBSVolumeConfiguration
{
    public bool? Encrypted { get; set; }
    public string KmsKeyId { get; set; }
    public string VolumeType { get; set; }
    public int? SizeInGiB { get; set; }
    public string SnapshotId { get; set; }
    public int? VolumeInitializationRate { get; set; }
    public int? Iops { get; set; }
    public int? Throughput { get; set; }
    public List<EBSTagSpecification> TagSpecifications { get; set; } = AWSConfigs.InitializeCollections ? new List<EBSTagSpecification>() : null;
    public string RoleArn { get; set; }
    public TaskFilesystemType FilesystemType { get; set; }
}

public partial class ServiceRegistry
{
    public string RegistryArn { get; set; }
    public int? Port { get; set; }
    public string ContainerName { get; set; }
    public int? ContainerPort { get; set; }
}

public partial class ServiceRevision
{
    public string ServiceRevisionArn { get; set; }
    public string ServiceArn { get; set; }
    public string ClusterArn { get; set; }
    public string TaskDefinition { get; set; }
    public List<CapacityProviderStrategyItem> CapacityProviderStrategy { get; set; } = AWSConfigs.InitializeCollections ? new List<CapacityProviderStrategyItem>() : null;
    public LaunchType LaunchType { get; set; }
    public string PlatformVersion { get; set; }
    public string PlatformFamily { get; set; }
    public List<LoadBalancer> LoadBalancers { get; set; } = AWSConfigs.InitializeCollections ? new List<LoadBalancer>() : null;
    public List<ServiceRegistry> ServiceRegistries { get; set; } = AWSConfigs.InitializeCollections ? new List<ServiceRegistry>() : null;
    public NetworkConfiguration NetworkConfiguration { get; set; }
    public List<ContainerImage> ContainerImages { get; set; } = AWSConfigs.InitializeCollections ? new List<ContainerImage>() : null;
    public bool? GuardDutyEnabled { get; set; }
    public ServiceConnectConfiguration ServiceConnectConfiguration { get; set; }
    public List<ServiceVolumeConfiguration> VolumeConfigurations { get; set; } = AWSConfigs.InitializeCollections ? new List<ServiceVolumeConfiguration>() : null;
    public DeploymentEphemeralStorage FargateEphemeralStorage { get; set; }
    public DateTime? CreatedAt { get; set; }
    public List<VpcLatticeConfiguration> VpcLatticeConfigurations { get; set; } = AWSConfigs.InitializeCollections ? new List<VpcLatticeConfiguration>() : null;
    public ResolvedConfiguration ResolvedConfiguration { get; set; }
    public ECSManagedResources EcsManagedResources { get; set; }
}

public partial class ServiceRevisionLoadBalancer
{
    public string TargetGroupArn { get; set; }
    public string ProductionListenerRule { get; set; }
}

public partial class ServiceRevisionSummary
{
    public string Arn { get; set; }
    public int? RequestedTaskCount { get; set; }
    public int? RunningTaskCount { get; set; }
    public int? PendingTaskCount { get; set; }
    public double? RequestedTestTrafficWeight { get; set; }
    public double? RequestedProductionTrafficWeight { get; set; }
}

public partial class ServiceVolumeConfiguration
{
    public string Name { get; set; }
    public ServiceManagedEBSVolumeConfiguration ManagedEBSVolume { get; set; }
}

public partial class Setting
{
    public SettingName Name { get; set; }
    public string Value { get; set; }
    public string PrincipalArn { get; set; }
    public SettingType Type { get; set; }
}

public partial class SystemControl
{
    public string Namespace { get; set; }
    public string Value { get; set; }
}

public partial class Tag
{
    public string Key { get; set; }
    public string Value { get; set; }
}

public partial class Task
{
    public List<Attachment> Attachments { get; set; } = AWSConfigs.InitializeCollections ? new List<Attachment>() : null;
    public List<Attribute> Attributes { get; set; } = AWSConfigs.InitializeCollections ? new List<Attribute>() : null;
    public string AvailabilityZone { get; set; }
    public string CapacityProviderName { get; set; }
    public string ClusterArn { get; set; }
    public Connectivity Connectivity { get; set; }
    public DateTime? ConnectivityAt { get; set; }
    public string ContainerInstanceArn { get; set; }
    public List<Container> Containers { get; set; } = AWSConfigs.InitializeCollections ? new List<Container>() : null;
    public string Cpu { get; set; }
    public DateTime? CreatedAt { get; set; }
    public string DesiredStatus { get; set; }
    public bool? EnableExecuteCommand { get; set; }
    public DateTime? ExecutionStoppedAt { get; set; }
    public string Group { get; set; }
    public HealthStatus HealthStatus { get; set; }
    public List<InferenceAccelerator> InferenceAccelerators { get; set; } = AWSConfigs.InitializeCollections ? new List<InferenceAccelerator>() : null;
    public string LastStatus { get; set; }
    public LaunchType LaunchType { get; set; }
    public string Memory { get; set; }
    public TaskOverride Overrides { get; set; }
    public string PlatformVersion { get; set; }
    public string PlatformFamily { get; set; }
    public DateTime? PullStartedAt { get; set; }
    public DateTime? PullStoppedAt { get; set; }
    public DateTime? StartedAt { get; set; }
    public string StartedBy { get; set; }
    public TaskStopCode StopCode { get; set; }
    public DateTime? StoppedAt { get; set; }
    public string StoppedReason { get; set; }
    public DateTime? StoppingAt { get; set; }
    public List<Tag> Tags { get; set; } = AWSConfigs.InitializeCollections ? new List<Tag>() : null;
    public string TaskArn { get; set; }
    public string TaskDefinitionArn { get; set; }
    public long? Version { get; set; }
    public EphemeralStorage EphemeralStorage { get; set; }
    public TaskEphemeralStorage FargateEphemeralStorage { get; set; }
}

public partial class TaskDefinition
{
    public string TaskDefinitionArn { get; set; }
    public List<ContainerDefinition> ContainerDefinitions { get; set; } = AWSConfigs.InitializeCollections ? new List<ContainerDefinition>() : null;
    public string Family { get; set; }
    public string TaskRoleArn { get; set; }
    public string ExecutionRoleArn { get; set; }
    public NetworkMode NetworkMode { get; set; }
    public int? Revision { get; set; }
    public List<Volume> Volumes { get; set; } = AWSConfigs.InitializeCollections ? new List<Volume>() : null;
    public TaskDefinitionStatus Status { get; set; }
    public List<Attribute> RequiresAttributes { get; set; } = AWSConfigs.InitializeCollections ? new List<Attribute>() : null;
    public List<TaskDefinitionPlacementConstraint> PlacementConstraints { get; set; } = AWSConfigs.InitializeCollections ? new List<TaskDefinitionPlacementConstraint>() : null;
    public List<string> Compatibilities { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
    public RuntimePlatform RuntimePlatform { get; set; }
    public List<string> RequiresCompatibilities { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
    public string Cpu { get; set; }
    public string Memory { get; set; }
    public List<InferenceAccelerator> InferenceAccelerators { get; set; } = AWSConfigs.InitializeCollections ? new List<InferenceAccelerator>() : null;
    public PidMode PidMode { get; set; }
    public IpcMode IpcMode { get; set; }
    public ProxyConfiguration ProxyConfiguration { get; set; }
    public DateTime? RegisteredAt { get; set; }
    public DateTime? DeregisteredAt { get; set; }
    public DateTime? DeleteRequestedAt { get; set; }
    public string RegisteredBy { get; set; }
    public EphemeralStorage EphemeralStorage { get; set; }
    public bool? EnableFaultInjection { get; set; }
}

public partial class TaskDefinitionPlacementConstraint
{
    public TaskDefinitionPlacementConstraintType Type { get; set; }
    public string Expression { get; set; }
}

public partial class TaskEphemeralStorage
{
    public int? SizeInGiB { get; set; }
    public string KmsKeyId { get; set; }
}

public partial class TaskManagedEBSVolumeConfiguration
{
    public bool? Encrypted { get; set; }
    public string KmsKeyId { get; set; }
    public string VolumeType { get; set; }
    public int? SizeInGiB { get; set; }
    public string SnapshotId { get; set; }
    public int? VolumeInitializationRate { get; set; }
    public int? Iops { get; set; }
    public int? Throughput { get; set; }
    public List<EBSTagSpecification> TagSpecifications { get; set; } = AWSConfigs.InitializeCollections ? new List<EBSTagSpecification>() : null;
    public string RoleArn { get; set; }
    public TaskManagedEBSVolumeTerminationPolicy TerminationPolicy { get; set; }
    public TaskFilesystemType FilesystemType { get; set; }
}

public partial class TaskManagedEBSVolumeTerminationPolicy
{
    public bool? DeleteOnTermination { get; set; }
}

public partial class TaskOverride
{
    public List<ContainerOverride> ContainerOverrides { get; set; } = AWSConfigs.InitializeCollections ? new List<ContainerOverride>() : null;
    public string Cpu { get; set; }
    public List<InferenceAcceleratorOverride> InferenceAcceleratorOverrides { get; set; } = AWSConfigs.InitializeCollections ? new List<InferenceAcceleratorOverride>() : null;
    public string ExecutionRoleArn { get; set; }
    public string Memory { get; set; }
    public string TaskRoleArn { get; set; }
    public EphemeralStorage EphemeralStorage { get; set; }
}

public partial class TaskSet
{
    public string Id { get; set; }
    public string TaskSetArn { get; set; }
    public string ServiceArn { get; set; }
    public string ClusterArn { get; set; }
    public string StartedBy { get; set; }
    public string ExternalId { get; set; }
    public string Status { get; set; }
    public string TaskDefinition { get; set; }
    public int? ComputedDesiredCount { get; set; }
    public int? PendingCount { get; set; }
    public int? RunningCount { get; set; }
    public DateTime? CreatedAt { get; set; }
    public DateTime? UpdatedAt { get; set; }
    public LaunchType LaunchType { get; set; }
    public List<CapacityProviderStrategyItem> CapacityProviderStrategy { get; set; } = AWSConfigs.InitializeCollections ? new List<CapacityProviderStrategyItem>() : null;
    public string PlatformVersion { get; set; }
    public string PlatformFamily { get; set; }
    public NetworkConfiguration NetworkConfiguration { get; set; }
    public List<LoadBalancer> LoadBalancers { get; set; } = AWSConfigs.InitializeCollections ? new List<LoadBalancer>() : null;
    public List<ServiceRegistry> ServiceRegistries { get; set; } = AWSConfigs.InitializeCollections ? new List<ServiceRegistry>() : null;
    public Scale Scale { get; set; }
    public StabilityStatus StabilityStatus { get; set; }
    public DateTime? StabilityStatusAt { get; set; }
    public List<Tag> Tags { get; set; } = AWSConfigs.InitializeCollections ? new List<Tag>() : null;
    public DeploymentEphemeralStorage FargateEphemeralStorage { get; set; }
}

public partial class TaskVolumeConfiguration
{
    public string Name { get; set; }
    public TaskManagedEBSVolumeConfiguration ManagedEBSVolume { get; set; }
}

public partial class TimeoutConfiguration
{
    public int? IdleTimeoutSeconds { get; set; }
    public int? PerRequestTimeoutSeconds { get; set; }
}

public partial class Tmpfs
{
    public string ContainerPath { get; set; }
    public int? Size { get; set; }
    public List<string> MountOptions { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
}

public partial class Ulimit
{
    public UlimitName Name { get; set; }
    public int? SoftLimit { get; set; }
    public int? HardLimit { get; set; }
}

public partial class VersionInfo
{
    public string AgentVersion { get; set; }
    public string AgentHash { get; set; }
    public string DockerVersion { get; set; }
}

public partial class Volume
{
    public string Name { get; set; }
    public HostVolumeProperties Host { get; set; }
    public DockerVolumeConfiguration DockerVolumeConfiguration { get; set; }
    public EFSVolumeConfiguration EfsVolumeConfiguration { get; set; }
    public S3FilesVolumeConfiguration S3filesVolumeConfiguration { get; set; }
    public FSxWindowsFileServerVolumeConfiguration FsxWindowsFileServerVolumeConfiguration { get; set; }
    public bool? ConfiguredAtLaunch { get; set; }
}

public partial class VolumeFrom
{
    public string SourceContainer { get; set; }
    public bool? ReadOnly { get; set; }
}

public partial class VpcLatticeConfiguration
{
    public string RoleArn { get; set; }
    public string TargetGroupArn { get; set; }
    public string PortName { get; set; }
}
