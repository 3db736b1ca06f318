import io.trino.plugin.memory.MemoryPlugin;
import io.trino.plugin.tpch.TpchPlugin;
import io.trino.testing.DistributedQueryRunner;
import io.trino.testing.TestingSession;
import java.util.Map;

/** A whole Trino engine in one process, with its HTTP endpoint on loopback; ends with its standard input. */
public final class Server {
    public static void main(String[] arguments) throws Exception {
        var output = System.out; // the engine's logging takes it away
        var session = TestingSession.testSessionBuilder().setCatalog("memory").setSchema("default").build();
        try (var server = DistributedQueryRunner.builder(session).setNodeCount(1).build()) {
            server.installPlugin(new MemoryPlugin());
            server.createCatalog("memory", "memory", Map.of());
            server.installPlugin(new TpchPlugin());
            server.createCatalog("tpch", "tpch", Map.of());
            output.println("listening " + server.getCoordinator().getBaseUrl());
            while (System.in.read() != -1) {
                // serve until the caller goes away
            }
        } catch (Throwable problem) {
            problem.printStackTrace(output);
            System.exit(1);
        }
        System.exit(0);
    }
}
