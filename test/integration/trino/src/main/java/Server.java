import com.google.inject.Key;
import io.airlift.http.server.HttpServerInfo;
import io.trino.plugin.memory.MemoryPlugin;
import io.trino.plugin.tpch.TpchPlugin;
import io.trino.server.security.PasswordAuthenticatorManager;
import io.trino.spi.security.AccessDeniedException;
import io.trino.spi.security.BasicPrincipal;
import io.trino.spi.security.PasswordAuthenticator;
import io.trino.testing.DistributedQueryRunner;
import io.trino.testing.TestingSession;
import java.util.Map;

/**
 * A whole Trino engine in one process, with its HTTP endpoint on loopback; ends with its standard input. With a PEM file
 * of key and certificate it speaks TLS and asks for the password, which is the user's name.
 */
public final class Server {
    public static void main(String[] arguments) throws Exception {
        var output = System.out; // the engine's logging takes it away
        var session = TestingSession.testSessionBuilder().setCatalog("memory").setSchema("default").build();
        var isSecure = arguments.length > 0;
        var builder = DistributedQueryRunner.builder(session).setNodeCount(1);
        if (isSecure) {
            builder.setCoordinatorProperties(Map.of(
                    "http-server.https.enabled", "true",
                    "http-server.https.keystore.path", arguments[0],
                    "http-server.authentication.type", "PASSWORD",
                    "password-authenticator.config-files", arguments[0])); // must exist, is not read
        }
        try (var server = builder.build()) {
            server.installPlugin(new MemoryPlugin());
            server.createCatalog("memory", "memory", Map.of());
            server.installPlugin(new TpchPlugin());
            server.createCatalog("tpch", "tpch", Map.of());
            var coordinator = server.getCoordinator();
            if (isSecure) {
                coordinator.getInstance(Key.get(PasswordAuthenticatorManager.class)).setAuthenticators(passwords());
            }
            var address = coordinator.getInstance(Key.get(HttpServerInfo.class));
            output.println("listening " + (isSecure ? address.getHttpsUri() : address.getHttpUri()));
            while (System.in.read() != -1) {
                // serve until the caller goes away
            }
        } catch (Throwable problem) {
            problem.printStackTrace(output);
            System.exit(1);
        }
        System.exit(0);
    }

    private static PasswordAuthenticator passwords() {
        return (user, password) -> {
            if (!password.equals(user)) {
                throw new AccessDeniedException("wrong password");
            }
            return new BasicPrincipal(user);
        };
    }
}
