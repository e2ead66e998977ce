# Reports what a process can do in its sandbox, a line for each: "user ID", "writes PATH" (a directory in which it made a file, or
# a file that it may write), "reads PATH" of those in the arguments, "call NAME ERROR" of system calls that a mail proxy needs none of.
use strict;
use POSIX ();

my $name = ".smtpward-probe-$$";

sub report_directory {
    my ($directory, $depth) = @_;
    return if $directory =~ m{^/proc(/|$)} || ($directory =~ m{^/sys/} && $depth > 3);
    if (open(my $made, '>', "$directory/$name")) {
        close $made;
        unlink "$directory/$name";
        print "writes $directory\n";
    }
    opendir(my $handle, $directory) or return;
    for my $entry (grep { !/^\.\.?$/ } readdir $handle) {
        my $path = $directory eq '/' ? "/$entry" : "$directory/$entry";
        my @status = lstat $path or next;
        if (POSIX::S_ISDIR($status[2])) {
            report_directory($path, $depth + 1);
        } elsif (POSIX::S_ISREG($status[2]) && POSIX::access($path, POSIX::W_OK())) {
            print "writes $path\n";
        }
    }
}

print "user $>\n";
open(my $status, '<', '/proc/self/status') or die;
/^(CapEff|CapBnd|NoNewPrivs):\s*(\S+)/ and print "$1 $2\n" while <$status>;
report_directory('/', 0);
for my $path (@ARGV) {
    print "reads $path\n" if -d $path ? opendir(my $directory, $path) : open(my $file, '<', $path);
}
my $zero = 0;
my %calls = (
    io_uring_setup => [425, 1, $zero], io_uring_enter => [426, -1, 0, 0, 0], io_uring_register => [427, -1, 0, 0, 0],
    add_key => [248, 0, 0, 0, 0, 0], request_key => [249, 0, 0, 0, 0], keyctl => [250, 0, 0, 0],
    mount => [165, 0, 0, 0, 0, 0], umount2 => [166, 0, 0], ptrace => [101, 0, 0, 0, 0], unshare => [272, 0x10000000],
    init_module => [175, 0, 0, 0], kexec_load => [246, 0, 0, 0, 0], reboot => [169, 0, 0, 0, 0],
);
for my $call (sort keys %calls) {
    $! = 0;
    syscall($calls{$call}->[0], @{$calls{$call}}[1 .. $#{$calls{$call}}]);
    my $denied = $! == POSIX::EPERM() ? 'denied' : "error " . ($! + 0);
    print "call $call $denied\n";
}
