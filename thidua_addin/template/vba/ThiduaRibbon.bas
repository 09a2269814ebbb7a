Attribute VB_Name = "ThiduaRibbon"
Option Explicit

' Callbacks of the ribbon tab. The same text serves the template and the add-in: every button
' works on the active workbook, so it does not matter which of the two Excel calls.
' ASCII only: VBA keeps its text in a code page that has no room for Vietnamese. The messages
' spell those letters \uXXXX and are shown by the Windows script host, which knows Unicode.

Private Const ADDIN_FILE As String = "thidua.xlam"
Private Const TITLE As String = "Thi \u0111ua"
Private Const NO_WORKBOOK As String = "H\u00e3y m\u1edf m\u1ed9t bi\u1ec3u m\u1eabu thi \u0111ua tr\u01b0\u1edbc. N\u1ebfu t\u1ec7p \u0111ang \u1edf ch\u1ebf \u0111\u1ed9 xem \u0111\u01b0\u1ee3c b\u1ea3o v\u1ec7, h\u00e3y b\u1ea5m Cho ph\u00e9p ch\u1ec9nh s\u1eeda (Enable Editing)."
Private Const NOT_INSTALLED As String = "M\u00e1y n\u00e0y ch\u01b0a c\u00e0i \u0111\u1eb7t ch\u01b0\u01a1ng tr\u00ecnh thi \u0111ua, ho\u1eb7c Python \u0111\u00e3 b\u1ecb chuy\u1ec3n ch\u1ed7. H\u00e3y nh\u1edd ng\u01b0\u1eddi ph\u1ee5 tr\u00e1ch m\u00e1y t\u00ednh ch\u1ea1y l\u1ec7nh: thidua install. Bi\u1ec3u m\u1eabu v\u1eabn \u0111i\u1ec1n v\u00e0 n\u1ed9p \u0111\u01b0\u1ee3c m\u00e0 kh\u00f4ng c\u1ea7n n\u00fat b\u1ea5m."
Private Const FAILED As String = "Kh\u00f4ng ch\u1ea1y \u0111\u01b0\u1ee3c ch\u01b0\u01a1ng tr\u00ecnh thi \u0111ua. D\u1eef li\u1ec7u trong t\u1ec7p kh\u00f4ng b\u1ecb thay \u0111\u1ed5i. L\u1ed7i: "
Private Const PLAIN As String = "thidua: khong chay duoc. Hay chay lenh thidua doctor."

Public Sub ThiduaKiemTra(control As IRibbonControl)
    RunButton "check"
End Sub

Public Sub ThiduaChamDiem(control As IRibbonControl)
    RunButton "score"
End Sub

Public Sub ThiduaXoaDanhDau(control As IRibbonControl)
    RunButton "clear_marks"
End Sub

Public Sub ThiduaXuatPhieuNop(control As IRibbonControl)
    RunButton "submit"
End Sub

Public Sub ThiduaGiaiThich(control As IRibbonControl)
    RunButton "explain"
End Sub

Public Sub ThiduaBoTieuChi(control As IRibbonControl)
    RunButton "criteria"
End Sub

Public Sub ThiduaPhatHanh(control As IRibbonControl)
    RunButton "issue"
End Sub

Public Sub ThiduaTongHop(control As IRibbonControl)
    RunButton "merge"
End Sub

Public Sub ThiduaBaoCao(control As IRibbonControl)
    RunButton "report"
End Sub

Public Sub ThiduaTroGiup(control As IRibbonControl)
    RunButton "help"
End Sub

Public Sub ThiduaGioiThieu(control As IRibbonControl)
    RunButton "about"
End Sub

Public Sub ThiduaGetVisible(control As IRibbonControl, ByRef visible)
    ' The add-in's tab always shows; the template's own only where the add-in is not open.
    If control.Tag = "addin" Then
        visible = True
    Else
        visible = Not AddinIsOpen()
    End If
End Sub

Private Function AddinIsOpen() As Boolean
    ' An add-in is not among the workbooks that can be counted, but it is found by its name.
    On Error Resume Next
    AddinIsOpen = (LCase$(Application.Workbooks(ADDIN_FILE).Name) = ADDIN_FILE)
End Function

Private Sub RunButton(ByVal Button As String)
    On Error GoTo Broken
    If ActiveWorkbook Is Nothing Then
        Tell NO_WORKBOOK
    ElseIf Not InterpreterIsThere() Then
        Tell NOT_INSTALLED
    Else
        RunPython "import thidua_addin.buttons; thidua_addin.buttons." & Button & "()"
    End If
    Exit Sub
Broken:
    Tell FAILED & Err.Description
End Sub

Private Function InterpreterIsThere() As Boolean
    ' A bare name would be looked for in the current folder first, which may be a USB stick.
    Dim Interpreter As String
    Interpreter = GetConfig("INTERPRETER_WIN")
    If Mid$(Interpreter, 2, 2) = ":\" Or Left$(Interpreter, 2) = "\\" Then
        InterpreterIsThere = FileExists(Interpreter)
    End If
End Function

Private Sub Tell(ByVal Message As String)
    On Error Resume Next
    WScript.Popup Letters(Message), 0, Letters(TITLE), vbExclamation + vbSystemModal
    If Err.Number <> 0 Then MsgBox PLAIN, vbExclamation, "thidua"
End Sub

Private Function Letters(ByVal Text As String) As String
    Dim Parts() As String, Place As Long
    Parts = Split(Text, "\u")
    Letters = Parts(0)
    For Place = 1 To UBound(Parts)
        Letters = Letters & ChrW$(CLng("&H" & Left$(Parts(Place), 4))) & Mid$(Parts(Place), 5)
    Next Place
End Function
