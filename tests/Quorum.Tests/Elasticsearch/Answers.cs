namespace Quorum.Tests.Elasticsearch;

/// <summary>Answers in the shapes of Elasticsearch 7.17 and 8.x, written by hand.</summary>
internal static class Answers
{
    internal const string Root = """{"name":"es-a1","cluster_name":"quorum-local","cluster_uuid":"5SGgttidWdDP7fcJXTHjNg","version":{"number":"8.17.2","build_flavor":"default","build_snapshot":false,"lucene_version":"9.12.0"},"tagline":"You Know, for Search"}""";

    internal const string HealthTimedOut = """{"cluster_name":"quorum-local","status":"yellow","timed_out":true,"number_of_nodes":2,"number_of_data_nodes":2,"active_primary_shards":2,"active_shards":2,"relocating_shards":0,"initializing_shards":1,"unassigned_shards":1,"delayed_unassigned_shards":1,"number_of_pending_tasks":0,"number_of_in_flight_fetch":0,"task_max_waiting_in_queue_millis":0,"active_shards_percent_as_number":50.0}""";

    internal const string HealthGreen = """{"cluster_name":"quorum-local","status":"green","timed_out":false,"number_of_nodes":3,"number_of_data_nodes":3,"active_primary_shards":2,"active_shards":4,"relocating_shards":0,"initializing_shards":0,"unassigned_shards":0,"delayed_unassigned_shards":0,"number_of_pending_tasks":0,"number_of_in_flight_fetch":0}""";

    internal const string Nodes = """
        {"_nodes":{"total":2,"successful":2,"failed":0},"cluster_name":"quorum-local","nodes":{
          "idB":{"name":"es-b1","transport_address":"10.0.2.5:9300","host":"10.0.2.5","ip":"10.0.2.5","version":"8.17.2","roles":["data","ingest","master"],"attributes":{"zone":"us-east-1b","ml.machine_memory":"123"},
            "settings":{"cluster.name":"quorum-local","discovery.seed_hosts":["es-a1.x","es-b1.x"],"bootstrap.memory_lock":"true"},"process":{"refresh_interval_in_millis":1000,"id":7,"mlockall":true},"jvm":{"start_time_in_millis":1700000000000},"http":{"publish_address":"10.0.2.5:9200"}},
          "idA":{"name":"es-a1","host":"10.0.1.5","ip":"10.0.1.5","version":"7.17.29","roles":["data_hot"],"settings":{}}}}
        """;

    internal const string Shards = """
        [{"index":"logs","shard":"0","prirep":"r","state":"UNASSIGNED","docs":null,"store":null,"node":null,"id":null,"unassigned.reason":"NODE_LEFT"},
         {"index":"logs","shard":"0","prirep":"p","state":"RELOCATING","docs":"12","store":"3456","node":"es-a1 -> 10.0.2.5 idB es-b1","id":"idA","unassigned.reason":null},
         {"index":".sys","shard":"1","prirep":"p","state":"STARTED","docs":"1","store":"99","node":"es-b1","id":"idB","unassigned.reason":null}]
        """;

    internal const string Coordination = """{"cluster_uuid":"uuid1","metadata":{"cluster_uuid":"uuid1","cluster_coordination":{"term":7,"last_committed_config":["idA","idB"],"last_accepted_config":["idA","idB"],"voting_config_exclusions":[{"node_id":"idC","node_name":"es-c1"}]}}}""";

    internal const string InSync = """
        {"metadata":{"indices":{"logs":{"in_sync_allocations":{"0":["alloc1","alloc2"]}}}},
         "routing_table":{"indices":{"logs":{"shards":{"0":[{"state":"STARTED","primary":true,"node":"idA","relocating_node":null,"shard":0,"index":"logs","allocation_id":{"id":"alloc1"}},{"state":"UNASSIGNED","primary":false,"node":null,"shard":0,"index":"logs"}]}}}}}
        """;

    internal const string Shutdowns = """{"nodes":[{"node_id":"idA","type":"RESTART","reason":"quorum roll 7","allocation_delay":"15m","shutdown_startedmillis":1700000000000,"status":"COMPLETE","shard_migration":{"status":"COMPLETE","shard_migrations_remaining":0},"persistent_tasks":{"status":"COMPLETE"},"plugins":{"status":"COMPLETE"}}]}""";

    /// <summary>Where the shutdown call is not known, its path reads as a list of nodes named "shutdown".</summary>
    internal const string NoNodes = """{"_nodes":{"total":0,"successful":0,"failed":0},"cluster_name":"quorum-local","nodes":{}}""";

    internal const string NoHandler = """{"error":"no handler found for uri [/_health_report] and method [GET]"}""";

    internal const string NoMaster = """{"error":{"root_cause":[{"type":"master_not_discovered_exception","reason":null}],"type":"master_not_discovered_exception","reason":null},"status":503}""";

    internal const string Settings = """{"persistent":{"cluster.routing.allocation.enable":"primaries"},"transient":{"indices.recovery.max_bytes_per_sec":"80mb"},"defaults":{"cluster.routing.allocation.awareness.attributes":["zone"],"cluster.routing.allocation.disk.watermark.low":"85%","cluster.routing.allocation.enable":"all"}}""";

    internal const string Bulk = """{"took":3,"errors":true,"items":[{"create":{"_index":"i","_id":"1","_version":1,"result":"created","_shards":{"total":2,"successful":2,"failed":0},"status":201}},{"create":{"_index":"i","_id":"2","status":409,"error":{"type":"version_conflict_engine_exception","reason":"[2]: version conflict"}}}]}""";
}
