import Foundation
import Testing

/// The wall clock of a program, which a test sets while the program runs; its other clocks go on as ever, as they do on a host whose time is set.
struct WallClock: Sendable {
    private let file: String
    private let library: String

    /// A library that is loaded before all others. What the known ones do is too much: they move timers of clocks that never jump.
    private static let source = """
        #define _GNU_SOURCE
        #include <fcntl.h>
        #include <stdlib.h>
        #include <sys/syscall.h>
        #include <sys/time.h>
        #include <time.h>
        #include <unistd.h>

        static long offset(void) {
            char text[32] = {0};
            const char *path = getenv("WALL_CLOCK_OFFSET");
            int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
            if (file < 0) return 0;
            long count = read(file, text, sizeof text - 1);
            close(file);
            return count > 0 ? atol(text) : 0;
        }
        int clock_gettime(clockid_t clock, struct timespec *now) {
            int result = syscall(SYS_clock_gettime, clock, now);
            if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += offset();
            return result;
        }
        int gettimeofday(struct timeval *restrict now, void *restrict zone) {
            struct timespec time;
            clock_gettime(CLOCK_REALTIME, &time);
            now->tv_sec = time.tv_sec;
            now->tv_usec = time.tv_nsec / 1000;
            return 0;
        }
        time_t time(time_t *result) {
            struct timespec now;
            clock_gettime(CLOCK_REALTIME, &now);
            if (result) *result = now.tv_sec;
            return now.tv_sec;
        }

        """

    init(in folder: String) async throws {
        file = "\(folder)/offset"
        library = "\(folder)/wall-clock.so"
        try Data(Self.source.utf8).write(to: URL(filePath: "\(folder)/wall-clock.c"))
        let built = try await BotProgram.run(
            "clang", ["-shared", "-fPIC", "-O1", "-o", library, "\(folder)/wall-clock.c"], BotProgram().variables)
        try #require(built.code == 0, "\(built.errors)")
        try set(days: 0)
    }

    /// The variables with which a program has this clock.
    var environment: [String: String] { ["LD_PRELOAD": library, "WALL_CLOCK_OFFSET": file] }

    /// Sets it so many days ahead of the real one.
    func set(days: Int) throws { try Data("\(days * 86400)\n".utf8).write(to: URL(filePath: file), options: .atomic) }
}
