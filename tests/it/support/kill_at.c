/* Runs a command and kills it, as a power failure would, at a chosen place: at a commit of its SQLite
   database, or before the next write to it.

       kill_at PLACE LOG COMMAND…

   LOG is the write-ahead log of the database. PLACE is a file that names the next place, such as
   `3c`: when the third commit from now is written, and nobody knows of it yet; or `3w`: before
   anything is written after the third commit. While there is no such file, nobody is killed. It is
   removed by the kill. */

#define _GNU_SOURCE
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *place, *log_file;

static void fail(const char *what) {
    perror(what);
    exit(70);
}

static int is_log(pid_t task, unsigned long long fd) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/%d/fd/%llu", task, fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return strcmp(path, log_file) == 0;
}

/* Whether the process is to end before this call of a task is made. */
static int is_there(pid_t task) {
    struct __ptrace_syscall_info call;
    if (access(place, F_OK)) return 0;
    if (ptrace(PTRACE_GET_SYSCALL_INFO, task, sizeof call, &call) <= 0) return 0;
    if (call.op != PTRACE_SYSCALL_INFO_SECCOMP || !is_log(task, call.seccomp.args[0])) return 0;
    FILE *file = fopen(place, "r");
    int left = 0;
    char when = 0;
    if (!file || fscanf(file, "%d%c", &left, &when) != 2) fail("place");
    fclose(file);
    int is_commit = call.seccomp.nr == SYS_fdatasync || call.seccomp.nr == SYS_fsync;
    if (!is_commit) return left == 0 && when == 'w';
    if (left == 0) return 0;
    left--;
    if (left == 0 && when == 'c') return 1;
    file = fopen(place, "w");
    if (!file || fprintf(file, "%d%c", left, when) < 0 || fclose(file)) fail("place");
    return 0;
}

static void command(char **words, int go) {
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_write, 3, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_pwrite64, 2, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_fdatasync, 1, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_fsync, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof filter / sizeof *filter, filter};
    char byte;
    if (read(go, &byte, 1) != 1) _exit(70);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) fail("no_new_privs");
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)) fail("seccomp");
    execv(words[0], words);
    fail(words[0]);
}

int main(int count, char **words) {
    int go[2], status;
    if (count < 4) return 64;
    place = words[1], log_file = words[2];
    if (pipe(go)) fail("pipe");
    pid_t child = fork();
    if (child < 0) fail("fork");
    if (child == 0) {
        close(go[1]);
        command(words + 3, go[0]);
    }
    long wanted = PTRACE_O_TRACESECCOMP | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK |
                  PTRACE_O_TRACEVFORK | PTRACE_O_EXITKILL;
    if (ptrace(PTRACE_SEIZE, child, 0, wanted)) fail("seize");
    if (write(go[1], "!", 1) != 1) fail("go");
    close(go[0]);
    close(go[1]);
    for (;;) {
        pid_t task = waitpid(-1, &status, __WALL);
        if (task < 0 && errno == EINTR) continue;
        if (task < 0) fail("wait");
        if (!WIFSTOPPED(status)) {
            if (task != child) continue;
            if (WIFEXITED(status)) return WEXITSTATUS(status);
            /* As it ended. */
            raise(WTERMSIG(status));
            return 70;
        }
        int event = status >> 16, signal = 0;
        if (event == PTRACE_EVENT_SECCOMP && is_there(task)) {
            unlink(place);
            kill(child, SIGKILL);
        }
        if (event == 0) signal = WSTOPSIG(status);
        ptrace(PTRACE_CONT, task, 0, signal);
    }
}
